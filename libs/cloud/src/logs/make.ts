import { randomUUID } from 'node:crypto';
import { type CallContext } from '../kernel';
import { alreadyExists } from './errors';
import { findGroup } from './lookup';
import { checkGroupName, checkStreamName, groupArn } from './names';
import { type GroupRecord, type LogsState, type StreamRecord } from './state';

/**
 * Makes a log group.
 * @throws AwsError ResourceAlreadyExistsException, InvalidParameterException
 */
export function makeGroup(
  state: LogsState,
  place: Pick<CallContext, 'region' | 'account'>,
  group: Pick<GroupRecord, 'name' | 'createdAt'> & Partial<GroupRecord>,
): GroupRecord {
  checkGroupName(group.name);
  const arn = groupArn(place, group.name);
  if (findGroup(state, arn)) throw alreadyExists('group');
  return (state.groups[arn] = { tags: {}, streams: {}, ...group, arn });
}

/**
 * Makes a log stream in a group.
 * @throws AwsError ResourceAlreadyExistsException, InvalidParameterException
 */
export function makeStream(group: GroupRecord, name: string, createdAt: number): StreamRecord {
  checkStreamName(name);
  if (Object.hasOwn(group.streams, name)) throw alreadyExists('stream');
  return (group.streams[name] = { name, createdAt, file: randomUUID() });
}
