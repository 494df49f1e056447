import { renderLine, renderMessage } from './render-line';
import { foldStacks, StackFold } from './stack';
import { plain } from './style';

const own = ['find', 'list', 'start', 'main'].map((name) => `    at ${name} (/app/main.js:1:2)`);
const foreign = [
  '    at Client.query (/app/node_modules/pg/lib/client.js:500:10)',
  '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
  '    at new Promise (<anonymous>)',
];
const stack = ['Error: connect ECONNREFUSED', foreign[0], own[0], own[1], foreign[1], own[2], own[3], foreign[2]];
const folded = ['Error: connect ECONNREFUSED', own[0], own[1], own[2], '    … 4 more'];

describe('a stack', () => {
  test('shows its first frames of own code, and how many more there are', () => {
    expect(foldStacks(['before', ...stack.map(String), 'after'])).toEqual(['before', ...folded, 'after']);
  });

  test('of packages alone shows its first frames', () => {
    expect(foldStacks(['Error: x', ...foreign, ...foreign])).toEqual(['Error: x', ...foreign, '    … 3 more']);
  });

  test('that is short stays', () => {
    expect(foldStacks(['Error: x', String(own[0])])).toEqual(['Error: x', own[0]]);
  });

  test('in a field of a JSON line is shown below it, not escaped', () => {
    const err = { type: 'Error', message: 'connect ECONNREFUSED', stack: stack.join('\n'), code: 'ECONNREFUSED' };
    const message = JSON.stringify({ level: 50, msg: 'no database', err, attempt: 2 });
    expect(renderMessage(message, plain).split('\n')).toEqual([
      'error no database attempt=2 err.code=ECONNREFUSED err=Error: connect ECONNREFUSED',
      ...folded.slice(1),
    ]);
  });

  test('as a field of its own is shown so too', () => {
    const message = JSON.stringify({ level: 'error', message: 'no', stack: stack.join('\n') });
    const line = renderLine({ at: '2026-03-04T05:06:07.089Z', task: 'a1b2c3d4e5f6', message }, plain);
    expect(line.split('\n')).toEqual([
      '05:06:07.089 a1b2c3d4  error no stack=Error: connect ECONNREFUSED',
      ...folded.slice(1),
    ]);
  });

  test('is folded as its lines come, also where none follows', () => {
    const lines: string[] = [];
    const fold = new StackFold((line) => lines.push(line));
    for (const line of ['before', ...stack.map(String), 'after', ...stack.map(String)]) fold.add(line);
    fold.flush();
    expect(lines).toEqual(['before', ...folded, 'after', ...folded]);
  });
});
