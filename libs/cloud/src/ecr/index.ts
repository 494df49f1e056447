export { createEcr, type Ecr, type EcrOptions } from './ecr';
