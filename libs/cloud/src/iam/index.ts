export { createIam, type IamOptions } from './iam';
export { trustsTasks } from './trust-policy';
