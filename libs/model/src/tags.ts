/** Names of the tags by which ECS keeps our ledger: on task definitions what was released, on services what is live. */
export const tags = {
  commit: 'longshore:commit',
  /** When the commit was made, in ISO 8601. */
  committed: 'longshore:committed',
  digest: 'longshore:digest',
  configHash: 'longshore:config-hash',
  /** Identifies the config that was set by `longshore config`, which the config hash does not cover; empty for none. */
  config: 'longshore:config',
  /** On a revision: what `longshore config` changed, if that is why there is the revision. */
  change: 'longshore:change',
  actor: 'longshore:actor',
  run: 'longshore:run',
  /** On the service: the number of the revision that the other tags speak of. */
  revision: 'longshore:revision',
  /** On the service: copies.min of what is live, to tell a change of it from scaling by others. */
  copies: 'longshore:copies',
  /** On the service: copies.max, where Application Auto Scaling scales it for us; empty where it no longer does. */
  maxCopies: 'longshore:max-copies',
  /** On a revision: when it became healthy for the first time, in ISO 8601. */
  proven: 'longshore:proven',
  /** On a revision: when its `beforeDeploy` has succeeded, in ISO 8601. */
  migrated: 'longshore:migrated',
  /** On a revision: how its newest rollout ended, and how many milliseconds that took. */
  verdict: 'longshore:verdict',
  duration: 'longshore:duration-ms',
  /** On a revision: the first line of the commit's message. */
  subject: 'longshore:subject',
  /** On a revision: when a person went back from it, in ISO 8601. */
  withdrawn: 'longshore:withdrawn',
  /** On the service: digest and config hash of the release that was rolled back, and is not tried again. */
  heldBack: 'longshore:held-back',
  /** On the service: the environment, which its name begins with; that of another may begin the same. */
  environment: 'longshore:environment',
  /** On the service: its Nx project and the folder of that, by which it is known under another name. */
  project: 'longshore:project',
  root: 'longshore:root',
  /** On the service: the name that it is to be replaced under, as a person has confirmed. */
  renamedTo: 'longshore:renamed-to',
  /** On a revision and the service: which tests of its image did not run; empty if all did. */
  untested: 'longshore:untested',
  /** On the cluster: the commit up to which every affected service is deployed. */
  reconciled: 'longshore:reconciled',
} as const;
