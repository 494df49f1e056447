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

/** What one event of CloudWatch Logs takes, without the 26 bytes that it counts for itself. */
const longest = 262_118;

describe.each([
  ['with an end', '\n'],
  ['without one', ''],
])('a very long line %s', (_, end) => {
  const piecesOf = (line: string, chunk = 65_536) => {
    const log = new LogBuffer();
    const writer = log.writer('stdout');
    const bytes = Buffer.from(line + end);
    for (let at = 0; at < bytes.length; at += chunk) writer.write(bytes.subarray(at, at + chunk));
    writer.end();
    return textsOf(log);
  };

  test.each([longest - 1, longest, 100_000])('is one piece if it has %i bytes', (bytes) => {
    expect(piecesOf('x'.repeat(bytes)).map(({ length }) => length)).toEqual([bytes]);
  });

  test('is given out in pieces of what CloudWatch Logs takes', () => {
    expect(piecesOf('x'.repeat(2 * longest + 1)).map(({ length }) => length)).toEqual([longest, longest, 1]);
    expect(piecesOf('x'.repeat(2 * longest)).map(({ length }) => length)).toEqual([longest, longest]);
  });

  test.each([
    ['of two bytes', 'ï'],
    ['of three bytes', '€'],
    ['of two code units', '🚀'],
  ])('is cut by bytes, between characters: %s', (_what, character) => {
    for (const shift of ['', 'a', 'ab', 'abc']) {
      const line = shift + character.repeat(150_000);
      const pieces = piecesOf(line, 65_537);
      expect(pieces.join('')).toBe(line);
      for (const piece of pieces) expect(Buffer.byteLength(piece)).toBeLessThanOrEqual(longest);
      expect(Buffer.byteLength(pieces[0] ?? '')).toBeGreaterThan(longest - 4);
    }
  });

  test('counts bytes that are no UTF-8 as what stands for them', () => {
    const log = new LogBuffer();
    const writer = log.writer('stdout');
    writer.write(Buffer.concat([Buffer.alloc(longest, 0xff), Buffer.from(end)]));
    writer.end();
    for (const piece of textsOf(log)) expect(Buffer.byteLength(piece)).toBeLessThanOrEqual(longest);
    expect(textsOf(log).join('')).toHaveLength(longest);
  });
});

test('keeps a bounded number of characters for who comes late', () => {
  const log = new LogBuffer();
  const writer = log.writer('stdout');
  for (let line = 1; line <= 100; line += 1) writer.write(Buffer.from(`${'x'.repeat(200_000)}\n`));
  expect(textsOf(log).join('').length).toBeLessThanOrEqual(4 * 1024 * 1024);
  expect(textsOf(log).length).toBeGreaterThan(10);
});
