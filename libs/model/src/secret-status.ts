/** A secret of a service in an environment: never its value. */
export interface SecretStatus {
  /** The environment variable that gets it. */
  name: string;
  /** The container that gets it: as a rule that of the service. */
  container: string;
  /** Name or ARN, as ECS is told it. */
  from: string;
  /** `undeclared`: it has a value, but no file names it, so no container gets it. */
  state: 'set' | 'missing' | 'undeclared' | 'elsewhere';
  version?: string;
  /** When its newest version was set, in ISO 8601. */
  changedAt?: string;
}
