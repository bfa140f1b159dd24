// Names by which libraries that were compiled with -ffinite-math-only before glibc 2.31 call libm. glibc
// gives them no more to libraries that do not say which version they want, and such a plugin would not
// load. The program shows them to what it opens: Package.swift has the list.
#include <math.h>
#include "CFiniteMath.h"

#define ONE(name) \
    double __##name##_finite(double x) { return name(x); } \
    float __##name##f_finite(float x) { return name##f(x); }
#define TWO(name) \
    double __##name##_finite(double x, double y) { return name(x, y); } \
    float __##name##f_finite(float x, float y) { return name##f(x, y); }

ONE(acos)
ONE(asin)
ONE(cosh)
ONE(exp)
ONE(exp2)
ONE(log)
ONE(log10)
ONE(log2)
ONE(sinh)
ONE(sqrt)
TWO(atan2)
TWO(fmod)
TWO(hypot)
TWO(pow)
