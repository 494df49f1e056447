import { type Problem } from './problems';
import { type Service, type ServiceOverride } from './service';

/** Which requests a service is to get. */
export interface Route {
  /** Path patterns. */
  paths: string[];
  /** Hosts, or patterns of them; undefined for all. */
  hosts?: string[] | undefined;
}

/** The hosts of a route in one form, sorted: they are the same in upper and lower case. */
export const hostsOf = ({ hosts = [] }: Route): string[] =>
  hosts.length > 0 ? hosts.map((host) => inOneForm(host.toLowerCase())).sort() : ['*'];

/** A pattern as the load balancer reads it: several wildcards in a row are the same in any order. */
export const inOneForm = (pattern: string): string =>
  pattern.replace(/[*?]+/g, (run) => run.replaceAll('*', '') + (run.includes('*') ? '*' : ''));

/** The paths that two routes both have for the same hosts, as the first one writes them. */
export function sharedPaths(one: Route, other: Route): string[] {
  const hosts = hostsOf(other);
  if (!hostsOf(one).some((host) => hosts.includes(host))) return [];
  const paths = other.paths.map(inOneForm);
  return one.paths.filter((path) => paths.includes(inOneForm(path)));
}

/**
 * Does not compile once an environment may set a route: then routes have to be compared for each environment. As it is,
 * what is compared once holds in all of them.
 */
type SameEverywhere<Of> = 'route' extends keyof ServiceOverride ? never : Of;

/** Services that are to get the same requests: a rule's number, which comes from a name, would say which does. */
export const routeProblems = (services: SameEverywhere<readonly Service[]>): Problem[] =>
  services.flatMap((service, index) =>
    services.slice(0, index).flatMap((earlier) => {
      if (service.spec.kind !== 'http' || earlier.spec.kind !== 'http') return [];
      const shared = sharedPaths(service.spec.route, earlier.spec.route);
      const hosts = service.spec.route.hosts ? ` for ${service.spec.route.hosts.join(', ')}` : '';
      const message = `${shared.join(', ')}${hosts} is a route of ${earlier.root}/service.json too: only one can get these requests`;
      return shared.length > 0 ? [{ file: `${service.root}/service.json`, path: 'route', message }] : [];
    }),
  );
