import { fits } from '../kernel/pattern';
import { type Mutability, type RepositoryRecord } from './state';
import { RegistryError } from './errors';

/** Whether a tag stays where it was put. */
export function isImmutable({ setting, exclusions }: Mutability, tag: string): boolean {
  const excluded = setting.endsWith('_WITH_EXCLUSION') && exclusions.some((pattern) => fits(pattern, tag));
  return setting.startsWith('IMMUTABLE') !== excluded;
}

/** A tag that is there and stays where it is: refused even for its own digest, as ECR does. */
export const tagImmutable = ({ name }: RepositoryRecord, tag: string): RegistryError =>
  new RegistryError(
    400,
    'TAG_INVALID',
    `The image tag '${tag}' already exists in the '${name}' repository and cannot be overwritten because the tag is immutable.`,
  );
