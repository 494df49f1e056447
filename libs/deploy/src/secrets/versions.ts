import { createHash } from 'node:crypto';
import { type ContainerDefinition } from '../aws/shapes';
import { type Desired } from '../render/desired';
import { type ContainerSecret } from './reference';

/** What the names of the labels begin with that hold the versions of a container's secrets. */
const prefix = 'longshore.secret.';

/** A secret with the version that a task gets which starts now. */
export interface VersionedSecret extends ContainerSecret {
  /** Whether it is there; unknown for one in another account or region. */
  presence: 'there' | 'missing' | 'unknown';
  /** Never the value; undefined for one that is not there, or that no rotation reaches. */
  version: string | undefined;
  /** When it got its newest version, in ISO 8601, if that is known. */
  changedAt?: string | undefined;
}

/**
 * What is desired, with the versions of its secrets as labels of the containers: so a newer version is a change of the
 * task definition like any other, and the revision says with which secrets its tasks have started.
 */
export function withSecretVersions(desired: Desired, secrets: VersionedSecret[]): Desired {
  const known = secrets.filter(({ version }) => version !== undefined);
  if (known.length === 0) return desired;
  const labelled = (container: ContainerDefinition): ContainerDefinition => {
    const labels = known
      .filter((secret) => secret.container === container.name)
      .map(({ variable, version = '' }): [string, string] => [`${prefix}${variable}`, version]);
    if (labels.length === 0) return container;
    return { ...container, dockerLabels: { ...container.dockerLabels, ...Object.fromEntries(labels) } };
  };
  const [first, ...rest] = desired.taskDefinition.containerDefinitions;
  return {
    ...desired,
    taskDefinition: { ...desired.taskDefinition, containerDefinitions: [labelled(first), ...rest.map(labelled)] },
    configHash: hashWith(desired.configHash, known),
  };
}

/** The versions of a container's secrets by variable. */
export const versionsOf = ({ dockerLabels = {} }: ContainerDefinition): Record<string, string> =>
  Object.fromEntries(
    Object.entries(dockerLabels)
      .filter(([label]) => label.startsWith(prefix))
      .map(([label, version]) => [label.slice(prefix.length), version]),
  );

/** The labels of a container that say nothing of its secrets. */
export const ownLabels = ({ dockerLabels = {} }: ContainerDefinition): Record<string, string> =>
  Object.fromEntries(Object.entries(dockerLabels).filter(([label]) => !label.startsWith(prefix)));

function hashWith(configHash: string, secrets: VersionedSecret[]): string {
  const lines = secrets.map(({ container, variable, version }) => `${container} ${variable} ${version}`).sort();
  return createHash('sha256')
    .update([configHash, ...lines].join('\n'))
    .digest('hex')
    .slice(0, 16);
}
