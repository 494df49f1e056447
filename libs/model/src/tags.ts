/** Names of the tags by which ECS keeps our ledger: on task definitions what was released, on services what is live. */
export const tags = {
  commit: 'longshore:commit',
  digest: 'longshore:digest',
  configHash: 'longshore:config-hash',
  actor: 'longshore:actor',
  run: 'longshore:run',
  proven: 'longshore:proven',
  /** On the cluster: the commit up to which every affected service is deployed. */
  reconciled: 'longshore:reconciled',
} as const;
