import { type CallContext } from '../kernel';
import { groupNotFound, invalidParameter, streamNotFound } from './errors';
import { arnOf } from './names';
import { type GroupRecord, type LogsState, type StreamRecord } from './state';

/** How requests name a log group: by name, or by name or ARN. */
export interface GroupReference {
  logGroupName?: string;
  logGroupIdentifier?: string;
}

/** A group by its ARN. */
export const findGroup = ({ groups }: LogsState, arn: string): GroupRecord | undefined =>
  Object.hasOwn(groups, arn) ? groups[arn] : undefined;

/**
 * The group that a request names.
 * @throws AwsError ResourceNotFoundException, InvalidParameterException where it names none, or two
 */
export function groupOf(state: LogsState, context: CallContext, request: GroupReference): GroupRecord {
  const { logGroupName, logGroupIdentifier } = request;
  if ((logGroupName === undefined) === (logGroupIdentifier === undefined)) {
    throw invalidParameter('Exactly one of logGroupName and logGroupIdentifier must be given.');
  }
  const group = findGroup(state, arnOf(context, logGroupName ?? logGroupIdentifier ?? ''));
  if (!group) throw groupNotFound();
  return group;
}

/**
 * A stream of a group.
 * @throws AwsError ResourceNotFoundException
 */
export function streamOf({ streams }: GroupRecord, name: string): StreamRecord {
  const stream = Object.hasOwn(streams, name) ? streams[name] : undefined;
  if (!stream) throw streamNotFound();
  return stream;
}

/** The groups of the caller's account and region, by name. */
export const groupsIn = ({ groups }: LogsState, { region, account }: CallContext): GroupRecord[] =>
  Object.values(groups)
    .filter(({ arn }) => arn.startsWith(`arn:aws:logs:${region}:${account}:`))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

/** Before when events of a group are gone, in milliseconds since 1970. */
export const expiredBefore = ({ retentionInDays }: GroupRecord, now: number): number =>
  retentionInDays === undefined ? 0 : now - retentionInDays * 86_400_000;
