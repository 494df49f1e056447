import { type Reach } from '@longshore/deploy';
import { environmentTargets } from '../graph/targets';

/** What a command line of Nx asks for, as far as a run needs to know before its tasks start. */
export interface CommandLine {
  /** Whether it names a target that talks to an environment. */
  ships: boolean;
  /** The configuration that it names. */
  configuration: string | undefined;
  /** What it deploys, where that is all that there is to deploy. */
  reach: Reach | undefined;
}

/**
 * Reads the command line of Nx: `run-many -t deploy -c staging`, `affected --targets=plan`, `run rooms:deploy:staging`,
 * `deploy rooms --configuration staging`.
 * @param argv as `process.argv`
 * @param variables of the process: Nx takes its base from NX_BASE as well
 */
export function readCommandLine(argv: readonly string[], variables: NodeJS.ProcessEnv = process.env): CommandLine {
  const words = argv.slice(2);
  const colons = words.filter((word) => !word.startsWith('-')).map((word) => word.split(':'));
  const targets = [
    ...valuesOf(words, ['-t', '--target', '--targets']).flatMap((value) => value.split(/[, ]/)),
    ...colons.flatMap((parts) => (parts.length === 1 ? parts : [parts[1] ?? ''])),
  ];
  const ships = targets.some((target) => (environmentTargets as readonly string[]).includes(target));
  const named = colons.find((parts) => parts.length === 3)?.[2];
  const configuration = valuesOf(words, ['-c', '--configuration'])[0] ?? named;
  const reach = targets.includes('deploy') ? reachOf(words, variables) : undefined;
  return { ships, configuration, reach };
}

/** Options by which a run leaves out services that it would have had. */
const narrowing = ['-p', '--projects', '--exclude', '--files', '--uncommitted', '--untracked', '--head'];

function reachOf([command, ...options]: readonly string[], variables: NodeJS.ProcessEnv): Reach | undefined {
  const names = options.map((word) => word.split('=')[0] ?? '');
  if (names.some((name) => narrowing.includes(name)) || variables['NX_HEAD']) return undefined;
  if (command === 'run-many') return { all: true };
  const base = valuesOf(options, ['--base'])[0] ?? variables['NX_BASE'];
  return command === 'affected' && base ? { base } : undefined;
}

function valuesOf(words: readonly string[], names: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    const [name, ...value] = word.split('=');
    if (!names.includes(name ?? '')) return [];
    return value.length > 0 ? [value.join('=')] : [words[index + 1] ?? ''];
  });
}
