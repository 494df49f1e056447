export { createSsm, type Ssm, type SsmOptions } from './ssm';
