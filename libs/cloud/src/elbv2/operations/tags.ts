import {
  type AddTagsCommandInput,
  type DescribeTagsCommandInput,
  type RemoveTagsCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { type OperationTable } from '../../kernel';
import { listenerNotFound, loadBalancerNotFound, ruleNotFound, targetGroupNotFound, validationError } from '../errors';
import { type Elbv2State } from '../state';
import { mergeTags, tagList } from '../tags';
import { type Parts } from './parts';

/** The operations on tags. */
export function tagOperations({ state }: Parts): OperationTable {
  return {
    AddTags: ({ ResourceArns = [], Tags = [] }: AddTagsCommandInput) => {
      const merged = ResourceArns.map((arn) => [arn, mergeTags(tagsOf(state, arn), Tags)] as const);
      for (const [arn, tags] of merged) state.tags[arn] = tags;
      return {};
    },
    RemoveTags: ({ ResourceArns = [], TagKeys = [] }: RemoveTagsCommandInput) => {
      const left = ResourceArns.map((arn) => {
        const kept = Object.entries(tagsOf(state, arn)).filter(([key]) => !TagKeys.includes(key));
        return [arn, Object.fromEntries(kept)] as const;
      });
      for (const [arn, tags] of left) state.tags[arn] = tags;
      return {};
    },
    DescribeTags: ({ ResourceArns = [] }: DescribeTagsCommandInput) => ({
      TagDescriptions: ResourceArns.map((arn) => ({ ResourceArn: arn, Tags: tagList(tagsOf(state, arn)) })),
    }),
  };
}

/** The tags of a resource, which must be there. */
function tagsOf(state: Elbv2State, arn: string): Record<string, string> {
  const kind = /^arn:aws:elasticloadbalancing:[^:]*:[^:]*:([a-z-]+)\//.exec(arn)?.[1];
  switch (kind) {
    case 'loadbalancer':
      if (!state.loadBalancers[arn]) throw loadBalancerNotFound();
      break;
    case 'listener':
      if (!state.listeners[arn]) throw listenerNotFound();
      break;
    case 'listener-rule':
      if (!state.rules[arn] && !isDefaultRule(state, arn)) throw ruleNotFound();
      break;
    case 'targetgroup':
      if (!state.targetGroups[arn]) throw targetGroupNotFound();
      break;
    default:
      throw validationError(`'${arn}' is not a valid load balancer, listener, rule or target group ARN`);
  }
  return state.tags[arn] ?? {};
}

const isDefaultRule = (state: Elbv2State, arn: string): boolean =>
  Object.values(state.listeners).some(({ defaultRuleArn }) => defaultRuleArn === arn);
