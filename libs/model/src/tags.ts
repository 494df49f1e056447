/** Names of the tags by which ECS keeps our ledger: on task definitions what was released, on services what is live. */
export const tags = {
  commit: 'longshore:commit',
  digest: 'longshore:digest',
  configHash: 'longshore:config-hash',
  actor: 'longshore:actor',
  run: 'longshore:run',
  /** On the service: the number of the revision that the other tags speak of. */
  revision: 'longshore:revision',
  /** On the service: copies.min of what is live, to tell a change of it from scaling by others. */
  copies: 'longshore:copies',
  proven: 'longshore:proven',
  /** On the cluster: the commit up to which every affected service is deployed. */
  reconciled: 'longshore:reconciled',
} as const;
