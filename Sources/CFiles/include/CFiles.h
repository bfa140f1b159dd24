// Opening files beneath a directory, which Swift cannot: the call has no function in the C library. [any]
#pragma once

// Opens what a relative path names beneath a directory, with O_CLOEXEC and O_NONBLOCK. A link on the way, or at its
// end, may lead anywhere beneath the directory and nowhere else: "..", absolute links and links of /proc included.
// Returns a descriptor or a negative error number; -EXDEV is a path that leads out.
int ob_open_beneath(const char *_Nonnull directory, const char *_Nonnull path, int flags);
