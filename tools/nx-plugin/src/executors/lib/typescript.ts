/**
 * Nx takes its TypeScript loader away as soon as an executor is loaded; what a step imports later, when it needs it, is
 * TypeScript as well as long as these are sources and not a published package.
 */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- only where it is needed, and before anything else
if (__filename.endsWith('.ts')) require('@swc-node/register');
