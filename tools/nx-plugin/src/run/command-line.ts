import { environmentTargets } from '../graph/targets';

/** What a command line of Nx asks for, as far as a run needs to know before its tasks start. */
export interface CommandLine {
  /** Whether it names a target that talks to an environment. */
  ships: boolean;
  /** The configuration that it names. */
  configuration: string | undefined;
}

/**
 * Reads the command line of Nx: `run-many -t deploy -c staging`, `affected --targets=plan`, `run rooms:deploy:staging`,
 * `deploy rooms --configuration staging`.
 * @param argv as `process.argv`
 */
export function readCommandLine(argv: readonly string[]): CommandLine {
  const words = argv.slice(2);
  const colons = words.filter((word) => !word.startsWith('-')).map((word) => word.split(':'));
  const targets = [
    ...valuesOf(words, ['-t', '--target', '--targets']).flatMap((value) => value.split(/[, ]/)),
    ...colons.flatMap((parts) => (parts.length === 1 ? parts : [parts[1] ?? ''])),
  ];
  const ships = targets.some((target) => (environmentTargets as readonly string[]).includes(target));
  const named = colons.find((parts) => parts.length === 3)?.[2];
  return { ships, configuration: valuesOf(words, ['-c', '--configuration'])[0] ?? named };
}

function valuesOf(words: readonly string[], names: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    const [name, ...value] = word.split('=');
    if (!names.includes(name ?? '')) return [];
    return value.length > 0 ? [value.join('=')] : [words[index + 1] ?? ''];
  });
}
