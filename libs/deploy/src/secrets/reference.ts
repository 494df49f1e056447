import { type ContainerDefinition, type TaskDefinition } from '../aws/shapes';

/** What a container's secret refers to, as far as the environment's own region and account can tell of it. */
export type SecretReference =
  | { store: 'ssm'; name: string }
  | {
      store: 'secrets-manager';
      arn: string;
      /** The key of a secret that is a JSON object; empty for the whole text. */
      key: string;
      stage: string;
      /** Set where the reference never follows a rotation. */
      versionId: string | undefined;
    }
  /** In another account or region: nothing can be said of it here. */
  | { store: 'elsewhere' };

/** A secret of a container, by the variable that gets it. */
export interface ContainerSecret {
  container: string;
  variable: string;
  valueFrom: string;
  reference: SecretReference;
}

/** The secrets of all containers of a task definition. */
export const secretsIn = (
  { containerDefinitions = [] }: Pick<TaskDefinition, 'containerDefinitions'>,
  home: { account: string; region: string },
): ContainerSecret[] => containerDefinitions.flatMap((container) => secretsOf(container, home));

const secretsOf = (
  { name: container = '', secrets = [] }: ContainerDefinition,
  home: { account: string; region: string },
): ContainerSecret[] =>
  secrets.map(({ name: variable = '', valueFrom = '' }) => ({
    container,
    variable,
    valueFrom,
    reference: parseReference(valueFrom, home),
  }));

/**
 * Reads `valueFrom`: a name or an ARN of SSM Parameter Store, or `ARN:json-key:version-stage:version-id` of Secrets
 * Manager, of which what stands behind the ARN may be empty or left out.
 */
export function parseReference(valueFrom: string, home: { account: string; region: string }): SecretReference {
  if (!valueFrom.startsWith('arn:')) return { store: 'ssm', name: valueFrom };
  const [, , service, region, account, ...rest] = valueFrom.split(':');
  if (region !== home.region || account !== home.account) return { store: 'elsewhere' };
  if (service === 'ssm') return { store: 'ssm', name: parameterOf(rest.join(':')) };
  if (service !== 'secretsmanager') return { store: 'elsewhere' };
  const [, , key = '', stage = '', versionId = ''] = rest;
  const arn = valueFrom.split(':').slice(0, 7).join(':');
  return { store: 'secrets-manager', arn, key, stage: stage || 'AWSCURRENT', versionId: versionId || undefined };
}

/** An ARN has the name without the slash that begins every name in a hierarchy. */
function parameterOf(resource: string): string {
  const name = resource.replace(/^parameter\//, '');
  return name.includes('/') ? `/${name}` : name;
}
