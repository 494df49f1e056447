import { isLongshoreError, type ServiceOutcome } from '@longshore/model';

/** How a release ended, without what all outcomes have in common. */
export type Result = Pick<
  ServiceOutcome,
  'verdict' | 'reason' | 'dossier' | 'taskDefinition' | 'deploymentId' | 'isLive'
>;

/** Reasons one after the other; undefined where there are none. */
export const joined = (reasons: (string | false | undefined)[]): string | undefined =>
  reasons.filter(Boolean).join('; ') || undefined;

/** What an error says, with its fix: a reason has one line for both. */
export const withFix = (error: Error): string =>
  isLongshoreError(error) ? `${error.message} (${error.fix})` : error.message;
