import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Clock, type Target, type TargetHealth } from '../../kernel';
import { type RequestFacts } from '../routing/conditions';
import { chooseGroup } from '../routing/forward';
import { redirectLocation } from '../routing/redirect';
import { chooseRoute, type Route, routesOf } from '../routing/routes';
import { type Elbv2State } from '../state';
import { answerError, answerFixed, answerRedirect } from './answers';
import { ConnectionPools } from './connection-pools';
import { Forwarding } from './forwarding';
import { ListenerServers } from './listener-servers';
import { factsOf } from './request-facts';
import { TargetChoice } from './target-choice';
import { TurnEnd } from './turn-end';

/** What the load balancer itself needs. */
export interface BalancerOptions {
  state: Elbv2State;
  clock: Clock;
  health: (targetGroupArn: string, target: Target) => TargetHealth;
}

/** What a listener's port serves. */
interface Served {
  routes: Route[];
  idleMilliseconds: number;
}

/** Takes requests at the listeners' ports and gives each to a target, as the rules say. */
export class Balancer {
  readonly servers = new ListenerServers((port) => (request, response, upgrade) => {
    this.handle(port, request, response, upgrade);
  });
  private readonly turnEnd = new TurnEnd();
  private readonly pools: ConnectionPools;
  private readonly targets: TargetChoice;
  private served = new Map<number, Served>();

  constructor(private readonly options: BalancerOptions) {
    const { state, health, clock } = options;
    this.pools = new ConnectionPools(this.turnEnd, clock);
    this.targets = new TargetChoice({ state, health, underWay: (target) => this.pools.underWay(target) });
  }

  /** Takes over what changed in the state: listeners, rules, targets. */
  follow(): void {
    const { loadBalancers, listeners, rules, targetGroups } = this.options.state;
    const allRules = Object.values(rules);
    this.served = new Map(
      Object.values(listeners).map((listener) => {
        const attributes = loadBalancers[listener.loadBalancerArn]?.attributes;
        const idleMilliseconds = Number(attributes?.['idle_timeout.timeout_seconds'] ?? 60) * 1000;
        return [listener.port, { routes: routesOf(listener, allRules), idleMilliseconds }];
      }),
    );
    const targets = Object.values(targetGroups).flatMap((group) => group.targets);
    this.pools.keep(targets.filter(({ drainingUntil }) => drainingUntil === undefined));
    this.targets.forget();
  }

  /** Takes over that a target's health changed. */
  followHealth(): void {
    this.targets.forget();
  }

  /** Ends every connection and closes every port. */
  async stop(): Promise<void> {
    this.pools.keep([]);
    await this.servers.stop();
  }

  private handle(port: number, request: IncomingMessage, response: ServerResponse, upgrade?: Buffer): void {
    const served = this.served.get(port);
    const facts = factsOf(request);
    const route = served && chooseRoute(served.routes, facts);
    if (!route) return answerError(response, 503);
    if (route.action.Type !== 'forward') return answerHere(route.action, facts, port, response);
    const group = chooseGroup(route.groups, Math.random());
    const target = group === undefined ? undefined : this.targets.choose(group);
    if (!target) return answerError(response, 503);
    const { idleMilliseconds } = served;
    const { turnEnd } = this;
    const { clock } = this.options;
    const exchange = { request, response, upgrade, listenerPort: port, idleMilliseconds, clock, turnEnd };
    new Forwarding(exchange, this.pools.of(target)).start();
  }
}

function answerHere(action: Action, facts: RequestFacts, port: number, response: ServerResponse): void {
  const { FixedResponseConfig: fixed, RedirectConfig: redirect } = action;
  if (redirect) {
    const { host, path, query } = facts;
    const location = redirectLocation(redirect, { protocol: 'http', host, port, path, query });
    return answerRedirect(response, redirect.StatusCode === 'HTTP_301' ? 301 : 302, location);
  }
  answerFixed(response, Number(fixed?.StatusCode), fixed?.ContentType ?? 'text/plain', fixed?.MessageBody ?? '');
}
