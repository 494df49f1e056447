export { type Cloud, type CloudOptions, startCloud } from './cloud';
export { removeLeftovers } from './leftovers';
export { CloudError, cloudErrorTable } from './cloud-error';
