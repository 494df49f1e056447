import { type Tag } from '@aws-sdk/client-ecs';
import { lastPart, placeOf } from '../arn';
import { findTaskDefinition } from '../lookup';
import { type EcsState } from '../state';
import { type RunningContainer } from '../tasks/running-container';
import { containerMetadata, type MetadataDocument, taskMetadata } from './describe';
import { containerStats, taskStats } from './stats';

/** Where containers find the endpoint, below the cloud's own address. */
export const metadataRoot = '/v4/';

/** The path of a container's metadata: its task's id and its place in the task definition. */
export const metadataPath = (taskArn: string, index: number): string => `${metadataRoot}${lastPart(taskArn)}-${index}`;

/**
 * Answers the task metadata endpoint, version 4; undefined where there is nothing at a path.
 * @param running the containers of a task that were started
 * @throws AwsError NotImplemented for statistics, where the runtime measures nothing
 */
export async function readMetadata(
  state: EcsState,
  path: string,
  running: (taskArn: string) => readonly RunningContainer[],
): Promise<MetadataDocument | undefined> {
  const [, taskId, index, rest = ''] = /^\/v4\/([0-9a-f]+)-(\d+)(\/.*)?$/.exec(path) ?? [];
  const record = Object.values(state.tasks).find(({ task }) => lastPart(task.taskArn) === taskId);
  if (!record) return undefined;
  const { taskArn, taskDefinitionArn, tags } = record.task;
  const definition = findTaskDefinition(state, placeOf(taskArn), taskDefinitionArn)?.definition;
  const container = definition?.containerDefinitions?.[Number(index)];
  if (!definition || !container) return undefined;
  switch (rest.replace(/\/$/, '')) {
    case '':
      return containerMetadata(record, container);
    case '/task':
      return taskMetadata(record, definition);
    case '/taskWithTags':
      return { ...taskMetadata(record, definition), TaskTags: asMap(tags) };
    case '/stats':
      return containerStats(running(taskArn), container.name);
    case '/task/stats':
      return taskStats(running(taskArn));
    default:
      return undefined;
  }
}

const asMap = (tags: Tag[]): Record<string, string> =>
  Object.fromEntries(tags.map(({ key = '', value = '' }) => [key, value]));
