import { type Command, type Option } from 'commander';

/** The names that a workspace gives; read where they are wanted alone. */
export interface Names {
  services: () => string[];
  environments: () => string[];
}

/**
 * What may stand at the end of a command line.
 * @param words of the line after the program's name; the last one is what has been typed of the next
 */
export function candidates(program: Command, words: string[], names: Names): string[] {
  const typed = words.at(-1) ?? '';
  const { command, before, values } = walk(program, words.slice(0, -1));
  const awaited = before === undefined ? undefined : optionOf(command, before);
  return possible(command, awaited, { typed, values }, names).filter((word) => word.startsWith(typed));
}

/** Where the words lead: the innermost command, how many arguments it has so far, and the word before. */
function walk(program: Command, words: string[]): { command: Command; before: string | undefined; values: number } {
  let command = program;
  let values = 0;
  let before: string | undefined;
  for (const word of words) {
    const isValue = before !== undefined && takesValue(optionOf(command, before));
    const next = isValue ? undefined : command.commands.find((each) => each.name() === word);
    if (next) {
      command = next;
      values = 0;
    } else if (!isValue && !word.startsWith('-')) values += 1;
    before = isValue ? undefined : word;
  }
  return { command, before, values };
}

function possible(
  command: Command,
  awaited: Option | undefined,
  { typed, values }: { typed: string; values: number },
  names: Names,
): string[] {
  if (awaited && takesValue(awaited)) return valuesOf(awaited, names);
  if (typed.startsWith('-')) return optionsOf(command);
  const argument = command.registeredArguments[values] ?? command.registeredArguments.find(({ variadic }) => variadic);
  const subcommands = values === 0 ? visible(command) : [];
  return [...subcommands, ...(argument ? argumentsOf(argument.name(), argument.argChoices, names) : [])];
}

const optionOf = (command: Command, word: string): Option | undefined =>
  command.options.find(({ short, long }) => short === word || long === word);

const takesValue = (option: Option | undefined): boolean => option?.required === true;

function valuesOf({ long, argChoices }: Option, { environments }: Names): string[] {
  if (long === '--environment') return environments();
  return argChoices ?? [];
}

const optionsOf = (command: Command): string[] =>
  command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long }) => long ?? []);

const visible = (command: Command): string[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .map((each) => each.name());

const argumentsOf = (name: string, choices: string[] | undefined, { services }: Names): string[] =>
  /^services?$/.test(name) ? services() : (choices ?? []);
