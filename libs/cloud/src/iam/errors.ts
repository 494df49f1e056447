import { AwsError } from '../kernel';

/** A role that is not there. */
export const noSuchRole = (name: string): AwsError =>
  new AwsError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);

/** A role that is there already. */
export const roleExists = (name: string): AwsError =>
  new AwsError('EntityAlreadyExists', `Role with name ${name} already exists.`, 409);

/** A policy document that is not one. */
export const malformedPolicy = (message: string): AwsError => new AwsError('MalformedPolicyDocument', message);

/** A parameter with a value that AWS refuses. */
export const validationError = (message: string): AwsError => new AwsError('ValidationError', message);

/** Something that real IAM does and the embedded cloud does not: said aloud, never ignored. */
export const notBuilt = (what: string): AwsError =>
  new AwsError('NotImplemented', `${what} is not built into the embedded cloud`, 501);
