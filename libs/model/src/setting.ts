/** One value of a service in an environment, with the place that decided it. */
export interface Setting {
  /** As in a service.json: `health.path`. */
  field: string;
  value: unknown;
  from: 'default' | 'environment' | 'service' | 'service in the environment' | 'config';
  /** Relative to the workspace; absent for a default. */
  file?: string;
  /** The parameter of Parameter Store that has it, for config. */
  parameter?: string;
  /** Where in the file: `services.rooms.health.path`. */
  path?: string;
}
