import { type Config, configPath } from './with-config';

/** Every plain parameter of an environment, by its name below `/longshore/ENV/`: its resources, and config. */
export type EnvironmentParameters = () => Promise<Record<string, string>>;

/** The path of an environment in Parameter Store. */
export const pathOf = (environment: string): string => `/longshore/${environment}/`;

/** Finds the config of a service among all parameters of an environment, which are read at once. */
export const openConfig =
  (environment: string, all: EnvironmentParameters) =>
  async (service: string): Promise<Config> => {
    const path = configPath(environment, service).slice(pathOf(environment).length);
    const own = Object.entries(await all()).filter(([rest]) => rest.startsWith(path));
    return Object.fromEntries(own.map(([rest, value]) => [rest.slice(path.length), value]));
  };
