import { LogBuffer } from './log-buffer';
import { type LogLine } from './runtime';

const textsOf = (log: LogBuffer) => {
  const texts: string[] = [];
  log.listen(({ text }) => texts.push(text))();
  return texts;
};

test('makes lines of bytes, however these are cut', () => {
  const log = new LogBuffer();
  const writer = log.writer('stdout');
  const bytes = Buffer.from('first\n\nthïrd\nunfinished');
  for (const byte of bytes) writer.write(Buffer.from([byte]));
  expect(textsOf(log)).toEqual(['first', '', 'thïrd']);
  writer.end();
  writer.end();
  expect(textsOf(log)).toEqual(['first', '', 'thïrd', 'unfinished']);
});

test('keeps the streams apart', () => {
  const log = new LogBuffer();
  const lines: LogLine[] = [];
  log.listen((line) => lines.push(line));
  const [stdout, stderr] = [log.writer('stdout'), log.writer('stderr')];
  stdout.write(Buffer.from('one '));
  stderr.write(Buffer.from('other\n'));
  stdout.write(Buffer.from('two\n'));
  expect(lines.map(({ stream, text }) => [stream, text])).toEqual([
    ['stderr', 'other'],
    ['stdout', 'one two'],
  ]);
});

test('keeps the newest thousand lines for who comes late', () => {
  const log = new LogBuffer();
  const writer = log.writer('stdout');
  for (let line = 1; line <= 1001; line += 1) writer.write(Buffer.from(`${line}\n`));
  expect(textsOf(log)).toHaveLength(1000);
  expect(textsOf(log)[0]).toBe('2');
});

test.each([
  ['with an end', '\n'],
  ['without one', ''],
])('gives out a very long line %s in pieces', (_, end) => {
  const log = new LogBuffer();
  const writer = log.writer('stdout');
  writer.write(Buffer.from('x'.repeat(40_000) + end));
  expect(
    textsOf(log)
      .slice(0, 2)
      .map(({ length }) => length),
  ).toEqual([16_384, 16_384]);
  writer.end();
  expect(textsOf(log).join('')).toHaveLength(40_000);
});
