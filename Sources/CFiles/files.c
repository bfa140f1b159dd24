#define _GNU_SOURCE
#include "CFiles.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// For systems and sandboxes without openat2: from part to part, and through no link at all.
static int walk(int directory, const char *path, int flags) {
    int at = dup(directory);
    if (at < 0) return -errno;
    for (;;) {
        char part[256];
        while (*path == '/') path++;
        size_t length = strcspn(path, "/");
        if (length >= sizeof part) {
            close(at);
            return -ENAMETOOLONG;
        }
        memcpy(part, path, length);
        part[length] = 0;
        path += length;
        while (*path == '/') path++;
        if (strcmp(part, "..") == 0) {
            close(at);
            return -EXDEV;
        }
        const int is_last = *path == 0;
        const int next = openat(at, part, (is_last ? flags : O_PATH | O_DIRECTORY) | O_CLOEXEC | O_NOFOLLOW);
        const int error = errno;
        close(at);
        // A link: where it leads is not looked at, so it counts as leading out.
        if (next < 0) return error == ELOOP || (error == ENOTDIR && !is_last) ? -EXDEV : -error;
        if (is_last) return next;
        at = next;
    }
}

static int open_beneath(const char *directory, const char *path, int flags) {
    if (path[0] == '/' || path[0] == 0) return -EXDEV;
    const int root = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root < 0) return -errno;
    struct open_how how = {0};
    how.flags = (unsigned long long)(flags | O_CLOEXEC);
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    long found = syscall(SYS_openat2, root, path, &how, sizeof how);
    if (found < 0) found = -errno;
    if (found == -ENOSYS || found == -EPERM) found = walk(root, path, (int)how.flags);
    close(root);
    return (int)found;
}

// A pipe is not waited for.
int ob_open_beneath(const char *directory, const char *path) {
    return open_beneath(directory, path, O_RDONLY | O_NONBLOCK);
}

int ob_open_beneath_without_links(const char *directory, const char *path) {
    if (path[0] == '/' || path[0] == 0) return -EXDEV;
    const int root = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root < 0) return -errno;
    const int found = walk(root, path, O_RDONLY | O_NONBLOCK);
    close(root);
    return found;
}

int ob_check_beneath(const char *directory, const char *path) {
    const int found = open_beneath(directory, path, O_PATH);
    if (found < 0) return found;
    close(found);
    return 0;
}

int ob_rename_new(const char *from, const char *to) {
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS && errno != EPERM) return -errno;
    struct stat status;
    if (lstat(to, &status) == 0) return -EEXIST;
    return rename(from, to) == 0 ? 0 : -errno;
}
