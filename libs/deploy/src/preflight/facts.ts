import { type VersionedSecret } from '../secrets/versions';

/** What a role lets ECS do: tasks can take it, they cannot, it is not there, or the caller may not know. */
export interface RoleFact {
  arn: string;
  /** What tasks use it for. */
  use: 'execution' | 'task';
  trust: 'tasks' | 'others' | 'missing' | 'unreadable';
}

/** A secret, and whether the JSON key is in it that the container refers to; undefined where that cannot be read. */
export interface SecretFact extends VersionedSecret {
  hasKey?: boolean | undefined;
}

/** What has to be known before a release starts tasks. */
export interface Facts {
  /** As ECS says it, as ACTIVE; undefined for a cluster that is not there. */
  clusterStatus: string | undefined;
  roles: RoleFact[];
  /** Architectures of the image in the registry, as OCI names them; undefined where it is not there. */
  architectures: string[] | undefined;
  secrets: SecretFact[];
  /** Log groups that the deploy does not make, and whether they are there. */
  logGroups: { name: string; isThere: boolean }[];
}
