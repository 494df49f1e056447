import { type Reach, type Span } from '@longshore/deploy';
import { environmentTargets } from '../graph/targets';

/** What a command line of Nx asks for, as far as a run needs to know before its tasks start. */
export interface CommandLine {
  targets: string[];
  /** Whether it names a target that talks to an environment. */
  ships: boolean;
  /** Whether it names a target that is Longshore's own. */
  isOurs: boolean;
  /** The configuration that it names. */
  configuration: string | undefined;
  /** What it deploys, where that is all that there is to deploy. */
  reach: Reach | undefined;
  /** What `nx affected` is to run, and where it looks for changes; undefined for other commands. */
  affected: { targets: string[]; span: Span; exclude: string[] } | undefined;
}

/**
 * Reads the command line of Nx: `run-many -t deploy -c staging`, `affected --targets=plan`, `run rooms:deploy:staging`,
 * `deploy rooms --configuration staging`.
 * @param argv as `process.argv`
 * @param variables of the process: Nx takes its base from NX_BASE as well
 * @param defaultBase the base that nx.json names
 */
export function readCommandLine(
  argv: readonly string[],
  variables: NodeJS.ProcessEnv = process.env,
  defaultBase = 'main',
): CommandLine {
  const words = ownWords(argv.slice(2));
  const task = taskOf(words);
  const named = targetsOf(words);
  const targets = task ? [task.target] : named;
  const names = (own: readonly string[]) => targets.some((target) => own.includes(target));
  const ships = names(environmentTargets);
  const isOurs = names([...environmentTargets, 'image', 'verify']);
  const configuration = valuesOf(words, ['-c', '--configuration'])[0] ?? task?.configuration;
  const reach = targets.includes('deploy') ? reachOf(words, variables) : undefined;
  const span = spanOf(words, variables, defaultBase);
  const affected = span && { targets: named, span, exclude: valuesOf(words, ['--exclude']) };
  return { targets, ships, isOurs, configuration, reach, affected };
}

/** Those that are for Nx: what comes after `--` is for the task. */
const ownWords = (words: readonly string[]): readonly string[] =>
  words.includes('--') ? words.slice(0, words.indexOf('--')) : words;

/** The one task of `run rooms:deploy:staging`, `rooms:deploy` or `deploy rooms`; undefined for many projects. */
function taskOf(words: readonly string[]): { target: string; configuration?: string | undefined } | undefined {
  const [command = '', subject = ''] = positionalsOf(words);
  if (command === 'run-many' || command === 'affected') return undefined;
  const [first = '', ...rest] = (command === 'run' ? subject : command).split(':');
  const [target, configuration] = rest;
  if (target !== undefined) return { target, configuration };
  // `run` finds the project in its folder, or by an option.
  const option = command === 'run' ? valuesOf(words, ['-t', '--target'])[0] : undefined;
  return { target: option ?? first };
}

/** Options of Nx whose value may be a word of its own: a project or a branch may be named as a target is. */
const valued = [
  ...['-c', '--configuration', '-t', '--target', '--targets', '-p', '--project', '--projects', '--exclude'],
  ...['--base', '--head', '--files', '--runner', '--outputStyle', '--output-style'],
];

const positionalsOf = (words: readonly string[]): string[] =>
  words.filter((word, index) => !word.startsWith('-') && !valued.includes(words[index - 1] ?? ''));

/** Options by which a run leaves out services that it would have had. */
const narrowing = ['-p', '--projects', '--exclude', '--files', '--stdin', '--uncommitted', '--untracked'];

function reachOf(options: readonly string[], variables: NodeJS.ProcessEnv): Reach | undefined {
  const [command] = positionalsOf(options);
  const names = options.map((word) => word.split('=')[0] ?? '');
  if (names.some((name) => narrowing.includes(name))) return undefined;
  if (command === 'run-many') return { all: true };
  const base = valuesOf(options, ['--base'])[0] ?? variables['NX_BASE'];
  const head = headOf(options, variables);
  return command === 'affected' && base ? { base, ...(head && { head }) } : undefined;
}

const headOf = (options: readonly string[], variables: NodeJS.ProcessEnv): string | undefined =>
  valuesOf(options, ['--head'])[0] ?? (variables['NX_HEAD'] || undefined);

function spanOf(options: readonly string[], variables: NodeJS.ProcessEnv, defaultBase: string): Span | undefined {
  const [command] = positionalsOf(options);
  const names = options.map((word) => word.split('=')[0] ?? '');
  if (command !== 'affected' || names.some((name) => ['--files', '--stdin', '--all'].includes(name))) return undefined;
  if (names.includes('--uncommitted')) return 'uncommitted';
  if (names.includes('--untracked')) return 'untracked';
  const base = valuesOf(options, ['--base'])[0] ?? (variables['NX_BASE'] || defaultBase);
  return { base, head: headOf(options, variables) };
}

/** Targets by option: `-t a,b`, `-t a b`, `--targets=a`. */
function targetsOf(words: readonly string[]): string[] {
  const options = ['-t', '--target', '--targets'];
  return words.flatMap((word, index) => {
    const [name = '', value] = word.split('=');
    if (!options.includes(name)) return [];
    const rest = words.slice(index + 1);
    const end = rest.findIndex((each) => each.startsWith('-'));
    const values = value === undefined ? (end < 0 ? rest : rest.slice(0, end)) : [value];
    return values.flatMap((each) => each.split(/[, ]/)).filter(Boolean);
  });
}

function valuesOf(words: readonly string[], names: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    const [name, ...value] = word.split('=');
    if (!names.includes(name ?? '')) return [];
    return value.length > 0 ? [value.join('=')] : [words[index + 1] ?? ''];
  });
}
