export { createSqs, type SqsOptions } from './sqs';
