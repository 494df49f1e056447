import type * as Sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import { allPages, clientOptions, type Connection, lazily } from './connection';
import { conditionsOf } from '../route/route';
import { isDenied } from './explain';
import { orGone } from './gone';
import { type Listener, type LoadBalancer, type Quotas, type Rules, type TargetGroups } from './ports';

/** The most that one page of target groups or rules holds. */
const PageSize = 400;

interface Elbv2 extends Connection {
  open: () => Promise<{ sdk: typeof Sdk; client: Sdk.ElasticLoadBalancingV2Client }>;
}

/** Opens ELBv2: the client is loaded once, for all listeners. */
export function openElbv2(connection: Connection): (listenerArn: string) => LoadBalancer {
  const open = lazily(async () => {
    const sdk = await import('@aws-sdk/client-elastic-load-balancing-v2');
    return { sdk, client: new sdk.ElasticLoadBalancingV2Client(clientOptions(connection)) };
  });
  const elbv2 = { ...connection, open };
  return (listenerArn) => ({
    arn: loadBalancerOf(listenerArn),
    quotas: quotas(elbv2, listenerArn),
    targetGroups: targetGroups(elbv2),
    rules: rules(elbv2, listenerArn),
    listener: listener(elbv2, listenerArn),
  });
}

const targetGroups = ({ open, call, signal }: Elbv2): TargetGroups => ({
  list: async () => {
    const { sdk, client } = await open();
    return allPages(
      (Marker) => {
        const command = new sdk.DescribeTargetGroupsCommand({ PageSize, Marker });
        return call('elasticloadbalancing:DescribeTargetGroups', () => client.send(command, { abortSignal: signal }));
      },
      ({ TargetGroups }) => TargetGroups,
      ({ NextMarker }) => NextMarker,
    );
  },
  health: async (TargetGroupArn) => {
    const { sdk, client } = await open();
    const command = new sdk.DescribeTargetHealthCommand({ TargetGroupArn });
    try {
      const { TargetHealthDescriptions = [] } = await call('elasticloadbalancing:DescribeTargetHealth', () =>
        client.send(command, { abortSignal: signal }),
      );
      return TargetHealthDescriptions.map(({ TargetHealth }) => ({
        state: TargetHealth?.State ?? '',
        description: TargetHealth?.Description,
      }));
    } catch (error) {
      if (isDenied(error)) return undefined;
      throw error;
    }
  },
  attributes: async (TargetGroupArn) => {
    const { sdk, client } = await open();
    const command = new sdk.DescribeTargetGroupAttributesCommand({ TargetGroupArn });
    const { Attributes = [] } = await call('elasticloadbalancing:DescribeTargetGroupAttributes', () =>
      client.send(command, { abortSignal: signal }),
    );
    return Object.fromEntries(Attributes.map(({ Key = '', Value = '' }) => [Key, Value]));
  },
  create: async (input) => {
    const { sdk, client } = await open();
    const command = new sdk.CreateTargetGroupCommand(input);
    const { TargetGroups } = await call('elasticloadbalancing:CreateTargetGroup', () =>
      client.send(command, { abortSignal: signal }),
    );
    const created = TargetGroups?.[0];
    if (!created) throw new Error('CreateTargetGroup succeeded without a result');
    return created;
  },
  modify: async (input) => {
    const { sdk, client } = await open();
    const command = new sdk.ModifyTargetGroupCommand(input);
    await call('elasticloadbalancing:ModifyTargetGroup', () => client.send(command, { abortSignal: signal }));
  },
  setAttributes: async (TargetGroupArn, attributes) => {
    const { sdk, client } = await open();
    const Attributes = Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }));
    const command = new sdk.ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes });
    await call('elasticloadbalancing:ModifyTargetGroupAttributes', () => client.send(command, { abortSignal: signal }));
  },
  register: async (TargetGroupArn, { ip, port }) => {
    const { sdk, client } = await open();
    const command = new sdk.RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: ip, Port: port }] });
    await call('elasticloadbalancing:RegisterTargets', () => client.send(command, { abortSignal: signal }));
  },
  delete: async (TargetGroupArn) => {
    const { sdk, client } = await open();
    const command = new sdk.DeleteTargetGroupCommand({ TargetGroupArn });
    await orGone(
      call('elasticloadbalancing:DeleteTargetGroup', () => client.send(command, { abortSignal: signal })),
      'TargetGroupNotFoundException',
    );
  },
});

const rules = ({ open, call, signal }: Elbv2, ListenerArn: string): Rules => ({
  list: async () => {
    const { sdk, client } = await open();
    const all = await allPages(
      (Marker) => {
        const command = new sdk.DescribeRulesCommand({ ListenerArn, PageSize, Marker });
        return call('elasticloadbalancing:DescribeRules', () => client.send(command, { abortSignal: signal }));
      },
      ({ Rules }) => Rules,
      ({ NextMarker }) => NextMarker,
    );
    return all.filter(({ IsDefault }) => !IsDefault);
  },
  create: async ({ targetGroupArn, priority, ...route }) => {
    const { sdk, client } = await open();
    const Actions = [{ Type: 'forward' as const, TargetGroupArn: targetGroupArn }];
    const input = { ListenerArn, Priority: priority, Conditions: conditionsOf(route), Actions };
    const command = new sdk.CreateRuleCommand(input);
    await call('elasticloadbalancing:CreateRule', () => client.send(command, { abortSignal: signal }));
  },
  modify: async (RuleArn, route) => {
    const { sdk, client } = await open();
    const command = new sdk.ModifyRuleCommand({ RuleArn, Conditions: conditionsOf(route) });
    await call('elasticloadbalancing:ModifyRule', () => client.send(command, { abortSignal: signal }));
  },
  setPriority: async (RuleArn, priority) => {
    const { sdk, client } = await open();
    const RulePriorities = [{ RuleArn, Priority: priority }];
    const command = new sdk.SetRulePrioritiesCommand({ RulePriorities });
    await call('elasticloadbalancing:SetRulePriorities', () => client.send(command, { abortSignal: signal }));
  },
  delete: async (RuleArn) => {
    const { sdk, client } = await open();
    const command = new sdk.DeleteRuleCommand({ RuleArn });
    await orGone(
      call('elasticloadbalancing:DeleteRule', () => client.send(command, { abortSignal: signal })),
      'RuleNotFoundException',
    );
  },
});

/** The ARN of a listener is that of its load balancer and an id. */
const loadBalancerOf = (listenerArn: string): string =>
  listenerArn.slice(0, listenerArn.lastIndexOf('/')).replace(':listener/', ':loadbalancer/');

const quotas = (elbv2: Elbv2, listenerArn: string): Quotas => ({
  limits: async () => {
    const { open, call, signal } = elbv2;
    const { sdk, client } = await open();
    const read = (Marker: string | undefined) => {
      const command = new sdk.DescribeAccountLimitsCommand({ PageSize, Marker });
      return call('elasticloadbalancing:DescribeAccountLimits', () => client.send(command, { abortSignal: signal }));
    };
    try {
      const limits = await allPages(
        read,
        ({ Limits }) => Limits,
        ({ NextMarker }) => NextMarker,
      );
      return Object.fromEntries(limits.map(({ Name = '', Max }) => [Name, Number(Max)]));
    } catch (error) {
      if (isDenied(error)) return undefined;
      throw error;
    }
  },
  rulesOfOthers: async () => {
    const { open, call, signal } = elbv2;
    const { sdk, client } = await open();
    const command = new sdk.DescribeListenersCommand({ LoadBalancerArn: loadBalancerOf(listenerArn) });
    const { Listeners = [] } = await call('elasticloadbalancing:DescribeListeners', () =>
      client.send(command, { abortSignal: signal }),
    );
    const others = Listeners.flatMap(({ ListenerArn: arn }) => (arn && arn !== listenerArn ? [arn] : []));
    const listed = await Promise.all(others.map((arn) => rules(elbv2, arn).list()));
    return listed.flat().length;
  },
});

const listener = ({ open, call, signal }: Elbv2, listenerArn: string): Listener => ({
  url: lazily(async () => {
    const { sdk, client } = await open();
    const describe = new sdk.DescribeListenersCommand({ ListenerArns: [listenerArn] });
    const { Listeners } = await call('elasticloadbalancing:DescribeListeners', () =>
      client.send(describe, { abortSignal: signal }),
    );
    const { LoadBalancerArn = '', Protocol, Port } = Listeners?.[0] ?? {};
    const command = new sdk.DescribeLoadBalancersCommand({ LoadBalancerArns: [LoadBalancerArn] });
    const { LoadBalancers } = await call('elasticloadbalancing:DescribeLoadBalancers', () =>
      client.send(command, { abortSignal: signal }),
    );
    // URL leaves a port out that is the protocol's own.
    return new URL(`${Protocol?.toLowerCase()}://${LoadBalancers?.[0]?.DNSName}:${Port}`).origin;
  }),
});
