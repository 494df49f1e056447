import { type ServiceOutcome } from '@longshore/model';

/** How a release ended, without what all outcomes have in common. */
export type Result = Pick<
  ServiceOutcome,
  'verdict' | 'reason' | 'dossier' | 'taskDefinition' | 'deploymentId' | 'isLive'
>;
