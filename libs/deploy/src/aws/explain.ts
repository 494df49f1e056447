import { isNativeError } from 'node:util/types';
import { type Environment, isAbort, LongshoreError } from '@longshore/model';
import { areCredentialsRefused, renewCredentials } from '@longshore/registry';
import { type Call } from './call';

/** Whether AWS refused a call with an exception of this name; looks below our own errors. */
export function isRefusal(error: unknown, name: string): boolean {
  if (!isNativeError(error)) return false;
  return error.name === name || isRefusal(error.cause, name);
}

/** Whether AWS refused a call because the caller has no permission; looks below our own errors. */
export const isDenied = (error: unknown): boolean =>
  isNativeError(error) && (denials.test(error.name) || isDenied(error.cause));

const denials = /AccessDenied|NotAuthorized|UnauthorizedOperation/i;

/** Puts what the SDK throws in our words: LS3001 where AWS was not reached, LS3003 where it refused. */
export const explained =
  (inner: Call, environment: Environment): Call =>
  async (operation, send) => {
    try {
      return await inner(operation, send);
    } catch (error) {
      throw explain(operation, error, environment);
    }
  };

/** What the SDK throws. */
export interface SdkError extends Error {
  code?: string;
  $metadata?: { httpStatusCode?: number; clockSkewCorrected?: boolean };
}

function explain(operation: string, error: unknown, environment: Environment): unknown {
  if (!isNativeError(error) || error instanceof LongshoreError) return error;
  const { $metadata } = error as SdkError;
  if (isAbort(error)) return interrupted(operation, error);
  if (error.name === 'CredentialsProviderError') return withoutCredentials(error, environment);
  if ($metadata?.httpStatusCode === undefined) return isNetwork(error) ? unreachable(error, environment) : error;
  return refused(operation, error, $metadata.httpStatusCode, environment);
}

/** The SDK notes how often it tried, and a status if there was an answer; errors of the system it passes on or wraps. */
export const isNetwork = ({ name, code, $metadata }: SdkError): boolean =>
  $metadata !== undefined || name === 'TimeoutError' || /^E[A-Z]+$/.test(code ?? '');

function unreachable(error: SdkError, { name, spec }: Environment): LongshoreError {
  const endpoint = process.env['AWS_ENDPOINT_URL'];
  const why = [error.code, error.message].filter(Boolean).join(': ');
  if (!spec.embedded) {
    const fix = `check the network${endpoint ? ` and AWS_ENDPOINT_URL=${endpoint}` : ''}`;
    return new LongshoreError('LS3001', { what: `${name} cannot be reached`, why, fix, cause: error });
  }
  const what = `the embedded cloud is not running${endpoint ? ` at ${endpoint}` : ''}`;
  return new LongshoreError('LS3001', { what, fix: 'npx longshore up', cause: error });
}

const interrupted = (operation: string, error: SdkError): LongshoreError =>
  new LongshoreError('LS3129', {
    what: `${operation} was interrupted`,
    why: 'AWS may have carried it out all the same',
    fix: 'run the command again: it goes on with what is there',
    cause: error,
  });

const withoutCredentials = (error: SdkError, { name }: Environment): LongshoreError =>
  new LongshoreError('LS3001', {
    what: `there are no AWS credentials for ${name}`,
    why: error.message,
    fix: renewCredentials(process.env),
    cause: error,
  });

const refused = (operation: string, error: SdkError, status: number, { name }: Environment): LongshoreError =>
  new LongshoreError('LS3003', {
    what: `AWS refused ${operation}`,
    why: `${error.name}: ${error.message}${status >= 500 ? ` (HTTP ${status})` : ''}`,
    fix: fixOf(error, name),
    cause: error,
  });

/** Whether AWS refused a call because there were too many, and did nothing. */
export const isThrottle = ({ name, message }: Error): boolean =>
  /Throttl|TooManyRequests|Rate exceeded/i.test(`${name} ${message}`);

function fixOf(error: SdkError, environment: string): string {
  const { name, message } = error;
  if (areCredentialsRefused(error)) return renewCredentials(process.env);
  if (denials.test(name)) return `npx longshore iam-policy -e ${environment}`;
  if (isThrottle(error)) return 'run the command again in a minute';
  if (message.includes('still Draining')) return 'run the command again when the old service is gone';
  return 'mend what AWS names above and run the command again';
}
