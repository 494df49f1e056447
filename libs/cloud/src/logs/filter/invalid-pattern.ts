import { type AwsError } from '../../kernel';
import { invalidParameter } from '../errors';

/** A filter pattern that cannot be read. */
export const invalidPattern = (): AwsError => invalidParameter('Invalid filter pattern');
