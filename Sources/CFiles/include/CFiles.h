// What the C library has no function for, or none that Swift can call: opening files beneath a directory, and
// giving a file a name that nothing has. [any]
#pragma once

// Opens what a relative path names beneath a directory, for reading. A link on the way, or at its
// end, may lead anywhere beneath the directory and nowhere else: "..", absolute links and links of /proc included.
// Returns a descriptor or a negative error number; -EXDEV is a path that leads out.
int ob_open_beneath(const char *_Nonnull directory, const char *_Nonnull path);

// The same where the system, or a sandbox, has no openat2: no link at all is followed then.
int ob_open_beneath_without_links(const char *_Nonnull directory, const char *_Nonnull path);

// The same as the first without opening it: 0, or a negative error number.
int ob_check_beneath(const char *_Nonnull directory, const char *_Nonnull path);

// Gives a file or a directory another name, unless something has that name already: -EEXIST then. Where the file system
// cannot do both in one, somebody who is quick enough may still come in between.
// Returns 0 or a negative error number.
int ob_rename_new(const char *_Nonnull from, const char *_Nonnull to);
