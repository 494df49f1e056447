import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type TaskGraph } from '@nx/devkit';
import { prefixLines, prefixOf } from './prefix';

const piped = { isTerminal: false, prefixed: false };

const graphOf = (...services: string[]): TaskGraph => ({
  roots: [],
  dependencies: {},
  continuousDependencies: {},
  tasks: Object.fromEntries(
    services.map((project) => {
      const target = { project, target: 'serve' };
      return [project, { id: `${project}:serve`, target, overrides: {}, outputs: [], parallelism: true, cache: false }];
    }),
  ),
});

describe('services that are served side by side', () => {
  test('have their names before their lines, one below the other', () => {
    expect(prefixOf('rooms', graphOf('rooms', 'messages'), piped)).toBe('rooms    | ');
  });

  test('are told apart by Nx in a terminal, and with --outputStyle=stream', () => {
    const graph = graphOf('rooms', 'messages');
    expect(prefixOf('rooms', graph, { ...piped, isTerminal: true })).toBeUndefined();
    expect(prefixOf('rooms', graph, { ...piped, prefixed: true })).toBeUndefined();
  });

  test('need no prefix alone', () => {
    expect(prefixOf('rooms', graphOf('rooms'), piped)).toBeUndefined();
  });

  test('keep their lines whole, however they arrive', async () => {
    const to = new PassThrough();
    const from = Readable.from([Buffer.from('one\ntw'), Buffer.from('o\nlast')]);
    prefixLines(from, 'rooms | ', to);
    from.once('close', () => setImmediate(() => to.end()));
    expect(await text(to)).toBe('rooms | one\nrooms | two\nrooms | last\n');
  });
});
