import { AwsError } from '../kernel';

/** A request that names or sets something wrong. */
export const validationError = (message: string): AwsError => new AwsError('ValidationException', message);

/** A target or a policy that is not there. */
export const objectNotFound = (message: string): AwsError => new AwsError('ObjectNotFoundException', message);
