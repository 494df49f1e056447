import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command } from 'commander';
import ts from 'typescript';
import { createProgram } from './program/program';

const repository = join(__dirname, '../../..');
const sources = [
  'libs/deploy',
  'libs/image',
  'libs/model',
  'libs/registry',
  'libs/runtime',
  'libs/report',
  'tools/cli',
  'tools/nx-plugin',
];

/** Examples in a help are for people who have the program at hand. */
const unprinted = /\.spec\.ts$|\/testing\/|cli\/src\/program\/|\/files\//;

/** How a text begins that a person is to run. */
const beginnings =
  /^(npx (longshore|nx|patch-package) |longshore [a-z]|npm (ci|install)|docker (login|pull|info)|git (add|config|fetch|init|pull|status|switch|update-index)\b|aws [a-z]|rm -)/;

interface Printed {
  where: string;
  /** With X in place of what is put in when it is printed. */
  text: string;
}

function printedIn(file: string): Printed[] {
  const source = ts.createSourceFile(file, readFileSync(join(repository, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Printed[] = [];
  const visit = (node: ts.Node): void => {
    const text = textOf(node);
    if (text !== undefined && beginnings.test(text)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push({ where: `${file}:${line + 1}`, text });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.templateSpans.reduce((text, { literal }) => `${text}X${literal.text}`, node.head.text);
}

const files = sources.flatMap((folder) =>
  readdirSync(join(repository, folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !unprinted.test(`${folder}/src/${file}`))
    .map((file) => `${folder}/src/${file}`),
);
const printed = files.flatMap(printedIn);

/** Without what is between quotation marks. */
const unquoted = (text: string): string => text.replace(/"[^"]*"|'[^']*'/g, '""');

const show = (list: Printed[]): string[] => list.map(({ where, text }) => `${where}  ${text}`);

test('there are commands in what is printed', () => {
  expect(printed.length).toBeGreaterThan(60);
});

test('a printed command is a command to its end: no prose follows it', () => {
  expect(show(printed.filter(({ text }) => /[,;…<]|\. |\bREF\b| or /.test(unquoted(text))))).toEqual([]);
});

test('a printed command is found in a workspace: longshore is run by npx', () => {
  expect(show(printed.filter(({ text }) => text.startsWith('longshore ')))).toEqual([]);
});

test('the AWS CLI is told where the environment is', () => {
  // Credentials are of no environment, nor is a key that signs.
  const others = printed.filter(
    ({ text }) => text.startsWith('aws ') && !/^aws (sts|sso|login|configure|kms)/.test(text),
  );
  expect(show(others)).toEqual([]);
});

const program = createProgram();

function commandOf(words: string[]): { command: Command | undefined; depth: number } {
  const first = program.commands.find((each) => each.name() === words[0]);
  const second = first?.commands.find((each) => each.name() === words[1]);
  return second ? { command: second, depth: 2 } : { command: first, depth: 1 };
}

test('a printed longshore command is there, and names the environment if it takes one', () => {
  const wrong = printed.filter(({ text }) =>
    [...text.matchAll(/npx longshore ([^&|;]*)/g)].some(([, line = '']) => {
      const { command } = commandOf(line.trim().split(' '));
      if (!command) return true;
      // The cloud is of no environment, and the embedded one is meant by these.
      const takesOne = command.options.some(({ long }) => long === '--environment');
      return takesOne && !['doctor', 'up', 'cloud'].includes(command.name()) && !/ -e \S/.test(line);
    }),
  );
  expect(show(wrong)).toEqual([]);
});

test('a printed deploy, push or release names its configuration', () => {
  const wrong = printed.filter(({ text }) => /npx nx run \S+:(deploy|push|release|plan)\b(?!.* -c )/.test(text));
  expect(show(wrong)).toEqual([]);
});
