import { hostsOf, inOneForm, type Route, sharedPaths } from '@longshore/model';
import { type Rule, type RuleCondition } from '../aws/shapes';

/** The host that a rule which waits is recognised by: names in `.invalid` never resolve (RFC 2606). */
const waitingHost = 'waiting.longshore.invalid';

/** An address of no machine (TEST-NET-1, RFC 5737): whatever host is asked for, no request comes from there. */
const nobody = '192.0.2.0/32';

/** The conditions of a rule for a route; without paths, conditions that no request satisfies. */
export const conditionsOf = ({ paths, hosts = [] }: Route): RuleCondition[] =>
  paths.length === 0
    ? [
        { Field: 'host-header', HostHeaderConfig: { Values: [waitingHost] } },
        { Field: 'source-ip', SourceIpConfig: { Values: [nobody] } },
      ]
    : [
        { Field: 'path-pattern', PathPatternConfig: { Values: paths } },
        ...(hosts.length > 0 ? [{ Field: 'host-header', HostHeaderConfig: { Values: hosts } }] : []),
      ];

/** Whether a rule only attaches its target group to the load balancer: no request matches it. */
export const isWaiting = ({ Conditions = [] }: Rule): boolean =>
  Conditions.some((condition) => condition.Field === 'host-header' && valuesOf(condition).includes(waitingHost));

/** The paths and hosts of a rule; of one that waits, none. */
export function routeOf(rule: Rule): Route {
  if (isWaiting(rule)) return { paths: [] };
  const values = (field: string) =>
    (rule.Conditions ?? []).filter(({ Field }) => Field === field).flatMap((condition) => valuesOf(condition));
  const hosts = values('host-header');
  return { paths: values('path-pattern'), ...(hosts.length > 0 && { hosts }) };
}

const valuesOf = ({ PathPatternConfig, HostHeaderConfig, Values }: RuleCondition): string[] =>
  PathPatternConfig?.Values ?? HostHeaderConfig?.Values ?? Values ?? [];

/** Whether a rule looks at more than path and host: it leaves all other requests of its paths to the rules after it. */
export const isNarrower = ({ Conditions = [] }: Rule): boolean =>
  Conditions.some(({ Field = '' }) => !['path-pattern', 'host-header'].includes(Field));

/** Whether two routes are for the same requests, in whatever order they name them. */
export const isSameRoute = (one: Route, other: Route): boolean =>
  one.paths.length > 0 && pairsOf(one).join() === pairsOf(other).join();

/** A route without the paths of another; as it was where the other is not for all of its hosts. */
export function without(route: Route, other: Route): Route {
  const hosts = hostsOf(other);
  if (!hostsOf(route).every((host) => hosts.includes(host))) return route;
  const shared = sharedPaths(route, other);
  return { ...route, paths: route.paths.filter((path) => !shared.includes(path)) };
}

/** The rule of a service among several: the one that is as wanted, else one that answers requests, else any. */
export const ownRule = (rules: Rule[], wanted: Route | undefined): Rule | undefined =>
  rules.find((rule) => wanted && isSameRoute(routeOf(rule), wanted)) ??
  rules.find((rule) => !isWaiting(rule)) ??
  rules[0];

/** A route for people: its paths, and its hosts where it names some. */
export const showRoute = ({ paths, hosts = [] }: Route): string =>
  paths.length === 0
    ? 'none'
    : [paths.join(' '), hosts.length > 0 && `for ${hosts.join(' ')}`].filter(Boolean).join(' ');

const pairsOf = (route: Route): string[] =>
  hostsOf(route).flatMap((host) => [...new Set(route.paths.map(inOneForm))].sort().map((path) => `${host} ${path}`));
