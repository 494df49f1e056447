/** Variables by which other code is loaded than an image holds: by Node, or by the loader of shared libraries. */
const loaderVariables = /^(NODE_OPTIONS|NODE_PATH|LD_[A-Z0-9_]*|GLIBC_TUNABLES|BASH_ENV|ENV)$/;

/** Whether a variable can have other code loaded than an image holds. */
export const isLoaderVariable = (name: string): boolean => loaderVariables.test(name);
