import { affectedProjects, type CommitSpan, isSeenUnquoted, type Span, unseenFiles } from '@longshore/deploy';
import { LongshoreError } from '@longshore/model';
import { type CommandLine } from './command-line';

/**
 * Refuses a run of `nx affected` that would leave projects out because Nx does not see a changed file by its name: the
 * run would be green, and the next commit would take the change for shipped.
 * @throws LS1012
 */
export async function refuseUnseen(workspace: string, { affected, configuration }: CommandLine): Promise<void> {
  if (!affected) return;
  const { span, targets, exclude } = affected;
  const files = await unseenFiles(workspace, span);
  if (files.length === 0) return;
  const options = [`--withTarget=${targets.join(',')}`, ...exclude.map((pattern) => `--exclude=${pattern}`)];
  const [all, seen] = await Promise.all([
    affectedProjects(workspace, files, options),
    isCommitSpan(span) ? affectedProjects(workspace, span, options) : Promise.resolve<string[]>([]),
  ]);
  const missed = all.filter((project) => !seen.includes(project));
  if (missed.length > 0) throw unseen(files, missed, fixOf(files, targets, configuration));
}

const isCommitSpan = (span: Span): span is CommitSpan => typeof span === 'object';

/** Files that the error names. */
const filesShown = 5;

function unseen(files: string[], missed: string[], fix: string): LongshoreError {
  const shown = files.slice(0, filesShown).map((file) => JSON.stringify(file));
  const more = files.length > filesShown ? [`and ${files.length - filesShown} more`] : [];
  return new LongshoreError('LS1012', {
    what: `nx affected would leave out ${missed.join(', ')}`,
    why: [
      'git quotes the names of these changed files, and Nx takes the quoted form for the name:',
      ...shown,
      ...more,
      'names without such characters (git mv) need no further care',
    ].join('\n'),
    fix,
  });
}

/** Git quotes some characters whatever it is told: the run that needs no list of files ships them. */
function fixOf(files: string[], targets: string[], configuration: string | undefined): string {
  if (files.every(isSeenUnquoted)) return 'git config core.quotepath false';
  const all = ['npx nx run-many -t', ...targets, ...(configuration ? ['-c', configuration] : [])].join(' ');
  return all;
}
