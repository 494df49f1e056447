import { createHash } from 'node:crypto';
import { type ContainerDefinition } from '../aws/shapes';
import { type Desired } from '../render/desired';

/** Plain values of a service that change without a commit, by environment variable. */
export type Config = Record<string, string>;

/** The label of a container that says which variables are config, and what each would be without it. */
const label = 'longshore.config';

/** Where the config of a service lies in Parameter Store: a parameter for each variable. */
export const configPath = (environment: string, service: string): string =>
  `/longshore/${environment}/${service}/config/`;

/** Identifies config, whatever its order: 16 hexadecimal digits, empty for none. */
export function configId(config: Config): string {
  const entries = Object.entries(config).sort(([one], [other]) => (one < other ? -1 : 1));
  if (entries.length === 0) return '';
  return createHash('sha256').update(JSON.stringify(entries)).digest('hex').slice(0, 16);
}

/** The config that a container can take: a secret of the same name goes before it. */
export const configFor = ({ secrets = [] }: ContainerDefinition, config: Config): Config =>
  Object.fromEntries(Object.entries(config).filter(([name]) => !secrets.some((secret) => secret.name === name)));

/**
 * A container with this config in place of what it has: config goes before the variables of files. What it hides stands
 * in a label, so that a container which runs can be given other config without the files that it was made from.
 */
export function withConfig(container: ContainerDefinition, wanted: Config): ContainerDefinition {
  const { environment = [], ...base } = withoutConfig(container);
  const config = configFor(container, wanted);
  const names = Object.keys(config).sort();
  if (names.length === 0) return { ...base, environment };
  const valueOf = (name: string) => environment.find((each) => each.name === name)?.value ?? null;
  const hidden = Object.fromEntries(names.map((name) => [name, valueOf(name)]));
  return {
    ...base,
    environment: [
      ...environment.filter(({ name = '' }) => !Object.hasOwn(config, name)),
      ...names.map((name) => ({ name, value: config[name] })),
    ],
    dockerLabels: { ...base.dockerLabels, [label]: JSON.stringify(hidden) },
  };
}

/** The config that a container has. */
export function configIn(container: ContainerDefinition): Config {
  const names = Object.keys(hiddenIn(container));
  const found = (container.environment ?? []).filter(({ name = '' }) => names.includes(name));
  return Object.fromEntries(found.map(({ name = '', value = '' }) => [name, value]));
}

/** What the variables would be which are config; null for one that there would not be. */
export const hiddenIn = ({ dockerLabels = {} }: ContainerDefinition): Record<string, string | null> =>
  dockerLabels[label] === undefined ? {} : (JSON.parse(dockerLabels[label]) as Record<string, string | null>);

/** The labels of a container but that of its config. */
export const labelsBesideConfig = (labels: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => name !== label));

function withoutConfig(container: ContainerDefinition): ContainerDefinition {
  const hidden = hiddenIn(container);
  const { dockerLabels, environment = [], ...rest } = container;
  const labels = labelsBesideConfig(dockerLabels ?? {});
  const restored = Object.entries(hidden).flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
  return {
    ...rest,
    ...(Object.keys(labels).length > 0 && { dockerLabels: labels }),
    environment: [...environment.filter(({ name = '' }) => !Object.hasOwn(hidden, name)), ...restored],
  };
}

/** What is desired, with the config of the service: its own container is the first. */
export function withServiceConfig(desired: Desired, config: Config): Desired {
  const { taskDefinition } = desired;
  const [first, ...rest] = taskDefinition.containerDefinitions;
  const containerDefinitions: typeof taskDefinition.containerDefinitions = [withConfig(first, config), ...rest];
  return {
    ...desired,
    config: configId(configFor(first, config)),
    taskDefinition: { ...taskDefinition, containerDefinitions },
  };
}
