import { AwsError } from '../kernel';

/** A request that names or sets something wrong. */
export const validationError = (message: string): AwsError => new AwsError('ValidationException', message);

/** A parameter that is not there; SSM says no more than that. */
export const parameterNotFound = (): AwsError => new AwsError('ParameterNotFound', '');

/** Something that real SSM does and the embedded cloud does not: said aloud, never ignored. */
export const notBuilt = (what: string): AwsError =>
  new AwsError('UnsupportedFeatureException', `${what} is not built into the embedded cloud.`);
