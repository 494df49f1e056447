import { type CommandLine } from './command-line';

/** Options by which a user chooses how Nx shows a run. */
const choices = ['--outputStyle', '--output-style', '--tui', '--no-tui'];

/**
 * Has Nx print the lines of services that are served as they come, each with its project, unless the user chose another
 * output: Nx's own screen shows a table in their place, without the URLs.
 * @param variables of this process; Nx reads them after its hooks have run
 */
export function streamServed(
  { targets }: Pick<CommandLine, 'targets'>,
  argv: readonly string[],
  variables: NodeJS.ProcessEnv,
  chosen: string | undefined = variables['NX_DEFAULT_OUTPUT_STYLE'],
): void {
  const isServing = targets.length > 0 && targets.every((target) => target === 'serve');
  const hasChosen = argv.some((word) => choices.includes(word.split('=')[0] ?? ''));
  if (!isServing || hasChosen || chosen !== undefined || variables['NX_TUI'] !== 'true') return;
  variables['NX_TUI'] = 'false';
  variables['NX_STREAM_OUTPUT'] = 'true';
  // The executor has a prefix of its own.
  variables['NX_PREFIX_OUTPUT'] = 'false';
}
