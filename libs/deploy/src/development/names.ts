/** What the target groups of services begin with that run from their source: no environment may be named so. */
export const servePrefix = 'longshore-serve-';
