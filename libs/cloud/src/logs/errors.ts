import { AwsError } from '../kernel';

/** A request that names or sets something wrong. */
export const invalidParameter = (message: string): AwsError => new AwsError('InvalidParameterException', message);

/** Something that real CloudWatch Logs does and the embedded cloud does not: said aloud, never ignored. */
export const notBuilt = (what: string): AwsError => invalidParameter(`${what} is not built into the embedded cloud.`);

/** A log group that is not there. */
export const groupNotFound = (): AwsError =>
  new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');

/** A log stream that is not there. */
export const streamNotFound = (): AwsError =>
  new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');

/** A log group or stream that is there already. */
export const alreadyExists = (what: 'group' | 'stream'): AwsError =>
  new AwsError('ResourceAlreadyExistsException', `The specified log ${what} already exists`);
