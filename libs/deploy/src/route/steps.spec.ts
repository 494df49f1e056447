import { type Route } from '@longshore/model';
import { type Rule } from '../aws/shapes';
import { priorityOf } from '../render/priority';
import { conditionsOf, routeOf } from './route';
import { heldRoutes, routeSteps, type Settlement, spareRules, type Step } from './steps';

const none = new Set<number>();
const fitting = ({ paths, hosts }: Route, name = 'local-rooms') => priorityOf(name, paths, none, undefined, hosts);

/** A rule that sends a route to a target group, where it belongs unless a place is given. */
const rule = (targetGroup: string, route: Route, priority = fitting(route)): Rule => ({
  RuleArn: `${targetGroup} ${route.paths.join(' ')} ${priority}`,
  Priority: String(priority),
  Conditions: conditionsOf(route),
  Actions: [{ Type: 'forward', TargetGroupArn: targetGroup }],
});

const old = { paths: ['/old/*'] };
const chat = { paths: ['/chat/*'] };
const longer = { paths: ['/chat/rooms/*'] };

function settlement(wanted: Route, rules: Rule[], more: Partial<Settlement> = {}): Settlement {
  const targetGroups = ['rooms', 'users'].map((name) => ({ TargetGroupName: name, TargetGroupArn: name }));
  const routing = { rules, targetGroups };
  return { name: 'local-rooms', targetGroupArn: 'rooms', wanted, routing, others: [], givingUp: [], ...more };
}

/** Steps in short. */
const show = (steps: Step[]): string[] =>
  steps.map((step) => {
    if (step.kind === 'create') return `create ${step.route.paths.join()} at ${step.priority}`;
    const what = `${step.kind} ${step.rule.Actions?.[0]?.TargetGroupArn} ${routeOf(step.rule).paths.join()}`;
    if (step.kind === 'modify') return `${what} to ${step.route.paths.join()}`;
    return step.kind === 'move' ? `${what} to ${step.priority}` : what;
  });

const stepsOf = (...input: Parameters<typeof settlement>) => show(routeSteps(settlement(...input)));

describe('a service whose targets are healthy', () => {
  test('has its waiting rule moved, and only then opened', () => {
    expect(stepsOf(chat, [rule('rooms', { paths: [] }, 7)])).toEqual([
      `move rooms  to ${fitting(chat)}`,
      'modify rooms  to /chat/*',
    ]);
    expect(stepsOf(chat, [rule('rooms', { paths: [] }, fitting(chat))])).toEqual(['modify rooms  to /chat/*']);
  });

  test('keeps what is as wanted', () => {
    expect(stepsOf(chat, [rule('rooms', chat)])).toEqual([]);
  });

  test('has its rule changed in one call where the new paths belong to the same place', () => {
    const place = fitting({ paths: ['/chat/?'] });
    expect(place).toBe(fitting(chat));
    expect(stepsOf(chat, [rule('rooms', { paths: ['/char/*'] })])).toEqual(['modify rooms /char/* to /chat/*']);
  });

  test('gets a second rule before the first goes, where the new paths belong elsewhere', () => {
    expect(stepsOf(longer, [rule('rooms', old)])).toEqual([
      `create /chat/rooms/* at ${fitting(longer)}`,
      'delete rooms /old/*',
    ]);
  });

  test('gets a second rule before the first goes, where it names hosts from now on', () => {
    const hosted = { ...old, hosts: ['rooms.example.com'] };
    expect(stepsOf(hosted, [rule('rooms', old)])).toEqual([
      `create /old/* at ${fitting(hosted)}`,
      'delete rooms /old/*',
    ]);
  });

  test('loses the rule that a run has left that broke off', () => {
    const rules = [rule('rooms', longer), rule('rooms', old)];
    expect(stepsOf(longer, rules)).toEqual(['delete rooms /old/*']);
    expect(spareRules(settlement(longer, rules), rules[0])).toEqual([rules[1]]);
  });
});

describe('paths that another service is to get', () => {
  const others = [{ targetGroup: 'users', route: old }];

  test('stay until it gets them', () => {
    const rules = [rule('rooms', old), rule('users', { paths: [] }, 9)];
    expect(stepsOf(longer, rules, { others })).toEqual([`create /chat/rooms/* at ${fitting(longer)}`]);
    expect(heldRoutes(settlement(longer, rules, { others }))).toEqual([rules[0]]);
  });

  test('go once it does', () => {
    const rules = [rule('rooms', longer), rule('rooms', old), rule('users', old, 9)];
    expect(stepsOf(longer, rules, { others })).toEqual(['delete rooms /old/*']);
    expect(heldRoutes(settlement(longer, rules, { others }))).toEqual([]);
  });
});

describe('a service that takes paths over', () => {
  const wanted = old;
  const waiting = rule('rooms', { paths: [] }, fitting(old));
  const more = { givingUp: ['users'] };

  test('is opened first; the only rule of the other stays, and waits', () => {
    expect(stepsOf(wanted, [waiting, rule('users', old, 9)], more)).toEqual([
      'modify rooms  to /old/*',
      'modify users /old/* to ',
    ]);
  });

  test('ends one of several rules of the other', () => {
    const rules = [waiting, rule('users', old, 9), rule('users', chat, 10)];
    expect(stepsOf(wanted, rules, more)).toEqual(['modify rooms  to /old/*', 'delete users /old/*']);
  });

  test('leaves the other what both do not share, and to strangers all', () => {
    const rules = [waiting, rule('users', { paths: ['/old/*', '/new/*'] }, 9)];
    expect(stepsOf(wanted, rules, more)).toEqual(['modify rooms  to /old/*', 'modify users /old/*,/new/* to /new/*']);
    expect(stepsOf(wanted, rules)).toEqual(['modify rooms  to /old/*']);
  });
});
