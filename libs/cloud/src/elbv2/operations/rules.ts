import {
  type CreateRuleCommandInput,
  type DeleteRuleCommandInput,
  type DescribeRulesCommandInput,
  type ModifyRuleCommandInput,
  type Rule as Described,
  type SetRulePrioritiesCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, type OperationTable } from '../../kernel';
import { ruleArn } from '../arns';
import { notBuilt, ruleNotFound, validationError } from '../errors';
import { page } from '../paging';
import { type Elbv2State, type Listener, type Rule } from '../state';
import { mergeTags } from '../tags';
import { readActions } from './actions';
import { readConditions } from './conditions';
import { findListener, findRule } from './find';
import { refuseRule, refuseUniqueGroups } from './limits';
import { type Parts } from './parts';

/** The operations on rules. */
export function ruleOperations({ state, quotas, changed }: Parts): OperationTable {
  return {
    CreateRule: (input: CreateRuleCommandInput) => {
      const listener = findListener(state, input.ListenerArn);
      refuseTransforms(input.Transforms);
      const priority = readPriority(input.Priority);
      const conditions = readConditions(input.Conditions);
      const actions = readActions(state, listener.loadBalancerArn, input.Actions);
      const tags = mergeTags({}, input.Tags ?? []);
      refuseTaken(state, listener.arn, priority, []);
      refuseRule({ state, quotas }, listener.loadBalancerArn);
      const made: Rule = { arn: ruleArn(listener.arn), listenerArn: listener.arn, priority, conditions, actions };
      const rules = { ...state.rules, [made.arn]: made };
      refuseUniqueGroups({ state, quotas }, listener.loadBalancerArn, { rules });
      state.rules[made.arn] = made;
      if (input.Tags) state.tags[made.arn] = tags;
      changed();
      return { Rules: [describe(made)] };
    },
    DescribeRules: (input: DescribeRulesCommandInput) => {
      const { items, NextMarker } = page(select(state, input), input);
      return { Rules: items.map(({ described }) => described), NextMarker };
    },
    ModifyRule: (input: ModifyRuleCommandInput) => {
      const rule = changeable(state, input.RuleArn);
      refuseTransforms(input.Transforms);
      if (!input.Conditions && !input.Actions) {
        throw validationError('Either conditions or actions must be specified');
      }
      const { loadBalancerArn } = findListener(state, rule.listenerArn);
      const conditions = input.Conditions ? readConditions(input.Conditions) : rule.conditions;
      const actions = input.Actions ? readActions(state, loadBalancerArn, input.Actions) : rule.actions;
      const rules = { ...state.rules, [rule.arn]: { ...rule, actions } };
      refuseUniqueGroups({ state, quotas }, loadBalancerArn, { rules });
      Object.assign(rule, { conditions, actions });
      changed();
      return { Rules: [describe(rule)] };
    },
    SetRulePriorities: ({ RulePriorities = [] }: SetRulePrioritiesCommandInput) => {
      const moves = RulePriorities.map(({ RuleArn, Priority }) => ({
        rule: changeable(state, RuleArn),
        priority: readPriority(Priority),
      }));
      const moved = moves.map(({ rule }) => rule.arn);
      refuseTwice(moves.map(({ priority }) => priority));
      for (const { rule, priority } of moves) refuseTaken(state, rule.listenerArn, priority, moved);
      for (const { rule, priority } of moves) rule.priority = priority;
      changed();
      return { Rules: moves.map(({ rule }) => describe(rule)) };
    },
    DeleteRule: ({ RuleArn }: DeleteRuleCommandInput) => {
      const { arn } = changeable(state, RuleArn);
      delete state.rules[arn];
      delete state.tags[arn];
      changed();
      return {};
    },
  };
}

interface Selected {
  arn: string;
  described: Described;
}

/** Rules in the order of their priority, a listener's default rule last. */
function select(state: Elbv2State, { ListenerArn, RuleArns = [] }: DescribeRulesCommandInput): Selected[] {
  if (RuleArns.length > 0) return RuleArns.map((arn) => selectOne(state, arn));
  if (ListenerArn === undefined) throw validationError('You must specify either listener rule ARNs or a listener ARN');
  const listener = findListener(state, ListenerArn);
  const rules = Object.values(state.rules)
    .filter(({ listenerArn }) => listenerArn === listener.arn)
    .sort((one, other) => one.priority - other.priority)
    .map((rule) => ({ arn: rule.arn, described: describe(rule) }));
  return [...rules, { arn: listener.defaultRuleArn, described: describeDefault(listener) }];
}

function selectOne(state: Elbv2State, arn: string): Selected {
  const listener = listenerOfDefault(state, arn);
  return { arn, described: listener ? describeDefault(listener) : describe(findRule(state, arn)) };
}

const listenerOfDefault = (state: Elbv2State, arn: string | undefined): Listener | undefined =>
  Object.values(state.listeners).find(({ defaultRuleArn }) => defaultRuleArn === arn);

/** A default rule changes and goes with its listener alone. */
function changeable(state: Elbv2State, arn: string | undefined): Rule {
  if (arn === undefined) throw ruleNotFound();
  if (listenerOfDefault(state, arn)) {
    throw new AwsError('OperationNotPermitted', `Default rule '${arn}' cannot be modified`);
  }
  return findRule(state, arn);
}

function readPriority(priority: number | undefined): number {
  if (priority === undefined) throw validationError('A priority must be specified');
  if (priority < 1 || priority > 50_000) {
    throw validationError(`Priority '${priority}' must be between '1' and '50000'`);
  }
  return priority;
}

function refuseTaken(state: Elbv2State, listenerArn: string, priority: number, moved: string[]): void {
  const taken = Object.values(state.rules).some(
    (rule) => rule.listenerArn === listenerArn && rule.priority === priority && !moved.includes(rule.arn),
  );
  if (taken) throw new AwsError('PriorityInUse', `Priority '${priority}' is currently in use`);
}

function refuseTwice(priorities: number[]): void {
  const twice = priorities.find((priority, index) => priorities.indexOf(priority) !== index);
  if (twice !== undefined) throw validationError(`Priority '${twice}' was provided multiple times`);
}

function refuseTransforms(transforms: unknown[] | undefined): void {
  if (transforms && transforms.length > 0) throw notBuilt('A rule with transforms');
}

const describe = ({ arn, priority, conditions, actions }: Rule): Described => ({
  RuleArn: arn,
  Priority: String(priority),
  Conditions: conditions,
  Actions: actions,
  IsDefault: false,
});

const describeDefault = ({ defaultRuleArn, actions }: Listener): Described => ({
  RuleArn: defaultRuleArn,
  Priority: 'default',
  Conditions: [],
  Actions: actions,
  IsDefault: true,
});
