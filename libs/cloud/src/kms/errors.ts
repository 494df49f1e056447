import { AwsError } from '../kernel';

/** A key or an alias that is not there. */
export const notFound = (message: string): AwsError => new AwsError('NotFoundException', message);

/** A key that is disabled. */
export const disabled = (arn: string): AwsError => new AwsError('DisabledException', `${arn} is disabled.`);

/** A key in a state in which it cannot be used as asked. */
export const invalidState = (message: string): AwsError => new AwsError('KMSInvalidStateException', message);

/** A signing algorithm that does not fit the key. */
export const invalidUsage = (message: string): AwsError => new AwsError('InvalidKeyUsageException', message);

/** A request that contradicts itself. */
export const invalidRequest = (message: string): AwsError => new AwsError('ValidationException', message);

/** Something that real KMS does and the embedded cloud does not: refused by name, never ignored. */
export const notBuilt = (what: string): AwsError =>
  new AwsError('UnsupportedOperationException', `${what} is not built into the embedded cloud.`);
