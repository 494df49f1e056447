import { type CallContext } from '../kernel';
import { validationError } from './errors';

/** The ARN of a parameter, as `arn:aws:ssm:us-east-1:123456789012:parameter/longshore/local/database-url`. */
export const arnOf = ({ region, account }: CallContext, nameOrArn: string): string =>
  nameOrArn.startsWith('arn:')
    ? nameOrArn
    : `arn:aws:ssm:${region}:${account}:parameter/${nameOrArn.replace(/^\//, '')}`;

/** A name or ARN, and the version that stands behind its colon. */
export interface Selector {
  nameOrArn: string;
  /** As it was written, with the colon. */
  selector?: string;
  version?: number;
}

/** Reads `name`, `name:version` or either with an ARN in the place of the name. */
export function readSelector(text: string): Selector {
  const [, nameOrArn = text, selector] = /^((?:arn:[^:]*:ssm:[^:]*:[^:]*:)?[^:]*)(:.+)?$/.exec(text) ?? [];
  if (selector === undefined) return { nameOrArn };
  return { nameOrArn, selector, version: /^:\d{1,9}$/.test(selector) ? Number(selector.slice(1)) : NaN };
}

/**
 * Checks the name of a new parameter.
 * @throws AwsError ValidationException
 */
export function checkName(name: string): void {
  if (!/^[a-zA-Z0-9_.\-/]{1,1011}$/.test(name) || /\/(\/|$)/.test(name)) {
    throw validationError(
      'Parameter name: only a mix of letters, numbers and the following 3 symbols .-_ are allowed, with / between them.',
    );
  }
  if (/^\/?(aws|ssm)/i.test(name)) {
    throw validationError('Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).');
  }
  if (name.includes('/') && !name.startsWith('/'))
    throw validationError('Parameter name must be a fully qualified name.');
  if (name.split('/').length > 16) {
    throw validationError('A parameter name hierarchy can have a maximum of 15 levels.');
  }
}
