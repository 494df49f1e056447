import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command } from 'commander';
import { createProgram } from './program';

/** Every command that a person types, by all its words. */
function commandsOf(command: Command, words: string[] = []): [string, Command][] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((each) => each.name() !== 'help')
    .flatMap((each): [string, Command][] => {
      const name = [...words, each.name()];
      return [[name.join(' '), each], ...commandsOf(each, name)];
    });
}

function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  return help;
}

const commands = commandsOf(createProgram());

/** What they print is JSON already, a script, or the help of the commands below them. */
const withoutJson = ['cloud', 'iam-policy', 'completion', 'secret', 'config'];

/** They look first whether there is a live service of that name. */
const takesAsItIs = ['destroy'];

/** What they name is not of an environment; the cloud's are those that it starts with. */
const withManyEnvironments = ['cloud'];

const repository = join(__dirname, '../../../..');
const pages = ['README.md', 'AGENTS.md', 'tools/nx-plugin/src/generators/init/files/agents/longshore.md.template'];
const guides = readdirSync(join(repository, 'docs')).filter((file) => file.endsWith('.md'));

test.each([...pages, ...guides.map((file) => `docs/${file}`)])('%s names only commands that are there', (page) => {
  const text = readFileSync(join(repository, page), 'utf8');
  const named = [...text.matchAll(/npx longshore ([a-z][a-z-]*)/g)].map(([, name]) => name);
  const known = commands.map(([name]) => name.split(' ')[0]);
  expect(named.filter((name) => !known.includes(name ?? ''))).toEqual([]);
});

test('the program has commands', () => {
  expect(commands.length).toBeGreaterThan(15);
});

describe.each(commands)('longshore %s', (name, command) => {
  test('says in its help what it does, with an example of itself', () => {
    expect(command.description()).not.toBe('');
    expect(helpOf(command)).toMatch(new RegExp(`\\nExamples:\\n(.*\\n)*.*longshore ${name}`));
  });

  test('answers in JSON if asked', () => {
    const json = command.options.some(({ long }) => long === '--json');
    expect(json).toBe(!withoutJson.includes(name));
  });

  test('takes a service by its name in AWS and by that of its project', () => {
    for (const argument of command.registeredArguments) {
      if (!/^services?$/.test(argument.name()) || takesAsItIs.includes(name)) continue;
      const value = argument.parseArg?.('@acme/api', undefined as never) as unknown;
      expect(value).toEqual(argument.variadic ? ['api'] : 'api');
    }
  });

  test('takes no environment for granted but local', () => {
    const option = command.options.find(({ long }) => long === '--environment');
    if (option && !withManyEnvironments.includes(name)) {
      expect([option.short, option.defaultValue]).toEqual(['-e', 'local']);
    }
  });
});
