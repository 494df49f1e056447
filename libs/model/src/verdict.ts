/** How a rollout ended. */
export type Verdict = 'deployed' | 'unchanged' | 'rolled-back' | 'superseded' | 'refused' | 'failed' | 'timed-out';

/** Every verdict, the successful ones first. */
export const verdicts: readonly Verdict[] = [
  'deployed',
  'unchanged',
  'rolled-back',
  'superseded',
  'refused',
  'failed',
  'timed-out',
];

/** Whether a verdict means that what was asked for is live. */
export const isSuccess = (verdict: Verdict): boolean => verdict === 'deployed' || verdict === 'unchanged';
