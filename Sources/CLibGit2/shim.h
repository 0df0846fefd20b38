#include <git2.h>

/// Which certificate authorities to trust; the options of libgit2 take a list of arguments that Swift cannot give.
static inline int git_trust_certificate_authorities(const char *file, const char *directory) {
    return git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, file, directory);
}

/// Up to which size directories are kept that were read once: by itself 4 KB, about 100 files.
static inline int git_keep_trees(size_t bytes) {
    return git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, bytes);
}
