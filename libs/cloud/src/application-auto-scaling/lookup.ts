import { type CallContext } from '../kernel';
import { type AutoScalingContext } from './context';
import { objectNotFound, validationError } from './errors';
import { type TargetRecord } from './state';

/** How requests name a scalable target. */
export interface TargetName {
  ServiceNamespace?: string;
  ResourceId?: string;
  ScalableDimension?: string;
}

/** The key of a target in the state. */
export const keyOf = ({ region, account }: CallContext, name: TargetName): string =>
  [region, account, name.ServiceNamespace, name.ResourceId, name.ScalableDimension].join(' ');

/** A target in the words of AWS's messages. */
export const wordsOf = ({ ServiceNamespace, ResourceId, ScalableDimension }: TargetName): string =>
  `for service namespace: ${ServiceNamespace}, resource ID: ${ResourceId}, scalable dimension: ${ScalableDimension}`;

/**
 * A target that is registered.
 * @throws AwsError ObjectNotFoundException
 */
export function targetOf({ state }: AutoScalingContext, context: CallContext, name: TargetName): TargetRecord {
  const target = state.targets[keyOf(context, name)];
  if (!target) throw objectNotFound(`No scalable target registered ${wordsOf(name)}`);
  return target;
}

/** What limits a description to some targets. */
export interface TargetFilter {
  ServiceNamespace?: string;
  ResourceIds?: string[];
  ScalableDimension?: string;
}

/** The targets of the caller's account and region that a request asks for, by resource. */
export const targetsIn = (
  { state }: AutoScalingContext,
  { region, account }: CallContext,
  { ServiceNamespace, ResourceIds, ScalableDimension }: TargetFilter,
): TargetRecord[] =>
  Object.values(state.targets)
    .filter((target) => target.region === region && target.account === account)
    .filter(({ namespace }) => namespace === ServiceNamespace)
    .filter(({ resourceId }) => ResourceIds === undefined || ResourceIds.includes(resourceId))
    .filter(({ dimension }) => ScalableDimension === undefined || dimension === ScalableDimension)
    .sort((a, b) => (a.resourceId < b.resourceId ? -1 : 1));

/**
 * Cuts a page of at most 50 items, each known by its ARN.
 * @throws AwsError ValidationException
 */
export function page<Item extends { arn: string }>(
  items: Item[],
  { MaxResults = 50, NextToken }: { MaxResults?: number; NextToken?: string },
): { items: Item[]; NextToken?: string } {
  if (MaxResults < 1 || MaxResults > 50) throw validationError('MaxResults must be between 1 and 50.');
  const start = NextToken === undefined ? 0 : items.findIndex(({ arn }) => arn === NextToken) + 1;
  if (NextToken !== undefined && start === 0) throw validationError('Invalid NextToken.');
  const cut = items.slice(start, start + MaxResults);
  return start + MaxResults < items.length ? { items: cut, NextToken: cut.at(-1)?.arn } : { items: cut };
}
