import { type ReleaseRecord } from '@longshore/model';
import { createColors } from 'picocolors';
import { age, seconds, type Style } from './style';
import { type Cell, cell, table } from './table';

/** The releases of a service, a line each: what, when, who, how it ended. */
export function renderHistory(releases: ReleaseRecord[], { color }: Style, now: Date): string {
  if (releases.length === 0) return 'no releases';
  const { dim, bold } = createColors(color);
  const head = ['REVISION', 'COMMIT', 'AGE', 'BY', 'VERDICT', 'TOOK', '', 'SUBJECT'].map((text) => ({
    text,
    paint: dim,
  }));
  const rows = releases.map((release): Cell[] => [
    { text: String(release.revision), ...(release.live && { paint: bold }) },
    cell(release.commit.slice(0, 7)),
    cell(release.releasedAt && age(release.releasedAt, now)),
    cell(release.actor),
    cell(release.verdict),
    cell(release.durationMs !== undefined ? seconds(release.durationMs) : ''),
    cell(marksOf(release)),
    cell(release.change ? `config: ${release.change}`.slice(0, 50) : release.subject?.slice(0, 50)),
  ]);
  return table([head, ...rows]);
}

const marksOf = ({ live, provenAt, withdrawnAt }: ReleaseRecord): string =>
  [live && 'live', withdrawnAt && 'withdrawn', !provenAt && 'unproven'].filter(Boolean).join(', ');
