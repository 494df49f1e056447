import { type Environment, type Service, type Setting } from '@longshore/model';
import { type Config, configPath } from '../config/with-config';
import { type ResolvedService, resolveService } from './resolve-service';

/** The files of a service and an environment as they were written, before defaults are filled in. */
export interface Documents {
  service: unknown;
  environment: unknown;
}

/**
 * Every value of a service in an environment, and which file or parameter decided it.
 * @param options.config what was set by `longshore config`
 */
export function explainService(
  service: Service,
  environment: Environment,
  documents: Documents,
  { config = {}, machine = process.arch }: { config?: Config; machine?: string } = {},
): Setting[] {
  const settings = fromFiles(service, environment, documents, machine);
  const path = configPath(environment.name, service.name);
  const isSecret = (name: string) => settings.some(({ field }) => field === `secrets.${name}`);
  const ours = Object.entries(config)
    .filter(([name]) => !isSecret(name))
    .map(([name, value]): Setting => ({
      field: `environment.${name}`,
      value,
      from: 'config',
      parameter: `${path}${name}`,
    }));
  return [...settings.filter(({ field }) => !ours.some((each) => each.field === field)), ...ours];
}

function fromFiles(service: Service, environment: Environment, documents: Documents, machine: string): Setting[] {
  const sources = sourcesOf(service, environment, documents);
  return leavesOf(settingsOf(resolveService(service, environment, machine))).map(({ keys, value }) => {
    const source = sources.find(({ document, within }) => valueAt(document, [...within, ...keys]) !== undefined);
    const field = keys.join('.');
    if (!source) return { field, value, from: 'default' };
    return { field, value, from: source.from, file: source.file, path: [...source.within, ...keys].join('.') };
  });
}

interface Source {
  from: Setting['from'];
  file: string;
  document: unknown;
  /** Where in the document the fields of a service stand. */
  within: string[];
}

/** What may decide a value, the strongest first. */
function sourcesOf({ name, root }: Service, environment: Environment, documents: Documents): Source[] {
  const file = `deploy/environments/${environment.name}.json`;
  const document = documents.environment;
  return [
    { from: 'service in the environment', file, document, within: ['services', name] },
    { from: 'service', file: `${root}/service.json`, document: documents.service, within: [] },
    { from: 'environment', file, document, within: ['defaults'] },
  ];
}

/** In the words and the order of a service.json. */
const settingsOf = (service: ResolvedService): object => ({
  ...(service.http && { port: service.http.port, route: { paths: service.http.paths, hosts: service.http.hosts } }),
  queue: service.queue,
  uses: service.uses,
  ...(service.beforeDeploy && { beforeDeploy: service.beforeDeploy }),
  ...(service.afterDeploy && { afterDeploy: service.afterDeploy }),
  cpu: service.cpu,
  memory: service.memory,
  architecture: service.architecture,
  compute: service.compute,
  health: service.http?.health,
  containerHealth: service.containerHealth,
  dependsOn: service.dependsOn,
  sidecars: service.sidecars,
  copies: service.copies,
  scaling: service.scaling,
  rollout: service.rollout,
  environment: service.variables,
  secrets: service.secrets,
  override: service.override,
});

interface Leaf {
  keys: string[];
  value: unknown;
}

const leavesOf = (value: unknown, keys: string[] = []): Leaf[] =>
  isTree(value)
    ? Object.entries(value).flatMap(([key, member]) => leavesOf(member, [...keys, key]))
    : value === undefined
      ? []
      : [{ keys, value }];

const valueAt = (document: unknown, keys: string[]): unknown =>
  keys.reduce<unknown>((value, key) => (isTree(value) && Object.hasOwn(value, key) ? value[key] : undefined), document);

const isTree = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
