export { type Cloud, type CloudOptions, startCloud } from './cloud';
export { CloudError, cloudErrorTable } from './cloud-error';
