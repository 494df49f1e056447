import { AwsError } from '../../kernel';
import { lastPart, placeOf } from '../arn';
import { findTaskDefinition } from '../lookup';
import { type EcsState } from '../state';
import { containerMetadata, type MetadataDocument, taskMetadata } from './describe';

/** Where containers find the endpoint, below the cloud's own address. */
export const metadataRoot = '/v4/';

/** The path of a container's metadata: its task's id and its place in the task definition. */
export const metadataPath = (taskArn: string, index: number): string => `${metadataRoot}${lastPart(taskArn)}-${index}`;

/**
 * Answers the task metadata endpoint, version 4; undefined where there is nothing at a path.
 * @throws AwsError NotImplemented for statistics, which no runtime gives
 */
export function readMetadata(state: EcsState, path: string): MetadataDocument | undefined {
  const [, taskId, index, rest = ''] = /^\/v4\/([0-9a-f]+)-(\d+)(\/.*)?$/.exec(path) ?? [];
  const record = Object.values(state.tasks).find(({ task }) => lastPart(task.taskArn) === taskId);
  if (!record) return undefined;
  const { taskArn, taskDefinitionArn } = record.task;
  const definition = findTaskDefinition(state, placeOf(taskArn), taskDefinitionArn)?.definition;
  const container = definition?.containerDefinitions?.[Number(index)];
  if (!definition || !container) return undefined;
  switch (rest.replace(/\/$/, '')) {
    case '':
      return containerMetadata(record, container);
    case '/task':
      return taskMetadata(record, definition);
    case '/stats':
    case '/task/stats':
      throw new AwsError('NotImplemented', 'statistics of containers are not built into the embedded cloud', 501);
    default:
      return undefined;
  }
}
