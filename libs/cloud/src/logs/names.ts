import { type CallContext } from '../kernel';
import { invalidParameter } from './errors';

/** The ARN of a log group, as `arn:aws:logs:us-east-1:123456789012:log-group:/ecs/rooms`. */
export const groupArn = ({ region, account }: Pick<CallContext, 'region' | 'account'>, name: string): string =>
  `arn:aws:logs:${region}:${account}:log-group:${name}`;

/** The ARN that a group's name or ARN stands for, also the one that ends in `:*`. */
export const arnOf = (context: CallContext, nameOrArn: string): string =>
  nameOrArn.startsWith('arn:') ? nameOrArn.replace(/:\*$/, '') : groupArn(context, nameOrArn);

/**
 * Checks the name of a new log group.
 * @throws AwsError InvalidParameterException
 */
export const checkGroupName = (name: string): void =>
  check('logGroupName', name, /^[.\-_/#A-Za-z0-9]+$/, '[\\.\\-_/#A-Za-z0-9]+');

/**
 * Checks the name of a new log stream.
 * @throws AwsError InvalidParameterException
 */
export const checkStreamName = (name: string): void => check('logStreamName', name, /^[^:*]*$/, '[^:*]*');

function check(member: string, value: string, pattern: RegExp, shown: string): void {
  const failed = `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must`;
  if (value.length < 1) throw invalidParameter(`${failed} have length greater than or equal to 1`);
  if (value.length > 512) throw invalidParameter(`${failed} have length less than or equal to 512`);
  if (!pattern.test(value)) throw invalidParameter(`${failed} satisfy regular expression pattern: ${shown}`);
}
