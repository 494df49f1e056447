import { validationError } from './errors';

/**
 * Checks the name of a load balancer or target group.
 * @throws AwsError ValidationError
 */
export function checkName(kind: 'The load balancer name' | 'Target group name', name: string): void {
  const refuse = (why: string): never => {
    throw validationError(`${kind} '${name}' ${why}`);
  };
  if (name.length > 32) refuse("cannot be longer than '32' characters");
  if (!/^[a-zA-Z0-9-]+$/.test(name)) {
    refuse('can only contain characters that are alphanumeric characters or hyphens(-)');
  }
  if (/^-|-$/.test(name)) refuse("cannot begin or end with '-'");
  if (kind === 'The load balancer name' && name.startsWith('internal-')) refuse("cannot begin with 'internal-'");
}
