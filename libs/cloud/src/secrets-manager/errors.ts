import { AwsError } from '../kernel';

/** A secret, or a version of it, that is not there. */
export const notFound = (what = 'secret.'): AwsError =>
  new AwsError('ResourceNotFoundException', `Secrets Manager can't find the specified ${what}`);

/** A parameter with a value that AWS refuses. */
export const invalidParameter = (message: string): AwsError => new AwsError('InvalidParameterException', message);

/** A request that does not fit the state of the secret. */
export const invalidRequest = (message: string): AwsError => new AwsError('InvalidRequestException', message);

/** A secret, or a version of it, that is there already. */
export const alreadyExists = (message: string): AwsError => new AwsError('ResourceExistsException', message);

/** Something that real Secrets Manager does and the embedded cloud does not: said aloud, never ignored. */
export const notBuilt = (what: string): AwsError => invalidRequest(`${what} is not built into the embedded cloud.`);
