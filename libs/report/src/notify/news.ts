import { type RunSummary, type ServiceOutcome, type Verdict } from '@longshore/model';

/** What a notifier is told. */
export interface News {
  /** What was done, for titles. */
  action: 'Deploy' | 'Rollback';
  summary: RunSummary;
  /** The page of the CI job. */
  job?: string | undefined;
}

/** Services whose verdict says that something happened, what went wrong first. */
export const happened = ({ services }: RunSummary): ServiceOutcome[] =>
  services
    .filter(({ verdict }) => verdict !== 'unchanged')
    .sort((one, other) => Number(one.verdict === 'deployed') - Number(other.verdict === 'deployed'));

/** How many services ended how, as `2 deployed, 1 rolled-back`. */
export function countsOf(services: ServiceOutcome[]): string {
  const counts = new Map<Verdict, number>();
  for (const { verdict } of services) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ');
}
