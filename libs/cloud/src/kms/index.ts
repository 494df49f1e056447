export { createKms, type KmsOptions } from './kms';
