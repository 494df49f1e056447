export { type Cloud, type CloudOptions, startCloud } from './cloud';
export { removeLeftovers } from './leftovers';
export { defaultQuotas, type QuotaName, type Quotas } from './quotas';
export { CloudError, cloudErrorTable } from './cloud-error';
