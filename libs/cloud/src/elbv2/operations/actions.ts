import { type Action, type RedirectActionConfig } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../kernel';
import { notBuilt, validationError } from '../errors';
import { groupsOf } from '../routing/forward';
import { type Elbv2State, loadBalancersByGroup } from '../state';

/**
 * Checks the actions of a rule or listener, and brings them into the form in which they are described.
 * @throws AwsError
 */
export function readActions(state: Elbv2State, loadBalancerArn: string, actions: Action[] = []): Action[] {
  const [action, ...more] = actions;
  if (!action) throw validationError('An action must be specified');
  if (more.length > 0) throw new AwsError('TooManyActions', 'A rule can have one action in the embedded cloud.');
  return [readAction(state, loadBalancerArn, action)];
}

function readAction(state: Elbv2State, loadBalancerArn: string, action: Action): Action {
  switch (action.Type) {
    case 'forward':
      return readForward(state, loadBalancerArn, action);
    case 'fixed-response':
      return readFixedResponse(action);
    case 'redirect':
      return readRedirect(action);
    default:
      throw notBuilt(`An action of type '${action.Type}'`);
  }
}

function readForward(state: Elbv2State, loadBalancerArn: string, action: Action): Action {
  const { ForwardConfig: config, TargetGroupArn: single, Order } = action;
  const groups = groupsOf(action);
  if (groups.length === 0) throw validationError('A target group ARN must be specified');
  if (groups.length > 5) throw validationError("A forward action can have at most '5' target groups");
  if (single !== undefined && groups.some(({ arn }) => arn !== single)) {
    throw validationError('TargetGroupArn and ForwardConfig must name the same target group');
  }
  if (config?.TargetGroupStickinessConfig?.Enabled === true) throw notBuilt('Stickiness of target groups');
  for (const { arn } of groups) checkGroup(state, loadBalancerArn, arn);
  const [only] = groups;
  return {
    Type: 'forward',
    ...(groups.length === 1 && only ? { TargetGroupArn: only.arn } : {}),
    ...(Order === undefined ? {} : { Order }),
    ForwardConfig: {
      TargetGroups: groups.map(({ arn, weight }) => ({ TargetGroupArn: arn, Weight: weight })),
      TargetGroupStickinessConfig: { Enabled: false },
    },
  };
}

function checkGroup(state: Elbv2State, loadBalancerArn: string, arn: string): void {
  if (!state.targetGroups[arn]) throw new AwsError('TargetGroupNotFound', `Target group '${arn}' not found`);
  const users = loadBalancersByGroup(state).get(arn) ?? new Set<string>();
  if (users.size > 0 && !users.has(loadBalancerArn)) {
    throw new AwsError(
      'TargetGroupAssociationLimit',
      `The following target groups cannot be associated with more than one load balancer: ${arn}`,
    );
  }
}

const contentTypes = ['text/plain', 'text/css', 'text/html', 'application/javascript', 'application/json'];

function readFixedResponse(action: Action): Action {
  const { StatusCode = '', ContentType: type, MessageBody = '' } = action.FixedResponseConfig ?? {};
  if (!/^[245]\d\d$/.test(StatusCode)) {
    throw validationError(`The fixed response status code '${StatusCode}' must be 2XX, 4XX or 5XX`);
  }
  if (type !== undefined && !contentTypes.includes(type)) {
    throw validationError(`The fixed response content type '${type}' must be one of '[${contentTypes.join(', ')}]'`);
  }
  if (MessageBody.length > 1024) {
    throw validationError("The fixed response message body cannot be longer than '1024' characters");
  }
  return action;
}

function readRedirect(action: Action): Action {
  const config = action.RedirectConfig;
  if (!config) throw validationError('A redirect configuration must be specified');
  if (changesNothing(config)) {
    throw new AwsError(
      'InvalidLoadBalancerAction',
      'The redirect configuration is not valid because it creates a loop.',
    );
  }
  return {
    ...action,
    RedirectConfig: {
      Protocol: '#{protocol}',
      Port: '#{port}',
      Host: '#{host}',
      Path: '/#{path}',
      Query: '#{query}',
      ...config,
    },
  };
}

/** Whether a redirect leads to where the request came (a query alone does not make a difference to ELB). */
const changesNothing = ({ Protocol, Port, Host, Path }: RedirectActionConfig): boolean =>
  [Protocol ?? '#{protocol}', Port ?? '#{port}', Host ?? '#{host}', Path ?? '/#{path}'].join() ===
  '#{protocol},#{port},#{host},/#{path}';
