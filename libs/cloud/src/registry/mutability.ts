import { type Mutability, type RepositoryRecord } from './state';
import { RegistryError } from './errors';

/** Whether a tag stays where it was put. */
export function isImmutable({ setting, exclusions }: Mutability, tag: string): boolean {
  const excluded = setting.endsWith('_WITH_EXCLUSION') && exclusions.some((pattern) => matches(pattern, tag));
  return setting.startsWith('IMMUTABLE') !== excluded;
}

/** Matches a pattern in which `*` stands for anything. Walks over the text once: no pattern makes it slow. */
function matches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}

/** A tag that is there and stays where it is: refused even for its own digest, as ECR does. */
export const tagImmutable = ({ name }: RepositoryRecord, tag: string): RegistryError =>
  new RegistryError(
    400,
    'TAG_INVALID',
    `The image tag '${tag}' already exists in the '${name}' repository and cannot be overwritten because the tag is immutable.`,
  );
