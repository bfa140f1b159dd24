// Nothing to call: see finite_math.c.
#pragma once
