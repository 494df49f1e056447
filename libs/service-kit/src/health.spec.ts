import { failingChecks } from './health';
import { createLog } from './log';
import { Lines } from './testing/lines';

const passes = () => Promise.resolve();
const fails = () => Promise.reject(new Error('connection refused'));
const never = () => new Promise<void>(() => undefined);

describe('failingChecks', () => {
  it('is empty when every check passes', async () => {
    expect(await failingChecks({ database: passes, queue: passes }, createLog('rooms', 'silent'))).toEqual([]);
  });

  it('names the checks that failed or did not answer, and logs why', async () => {
    const lines = new Lines();
    const checks = { database: fails, cache: passes, queue: never };
    expect(await failingChecks(checks, createLog('rooms', 'warn', lines), 20)).toEqual(['database', 'queue']);
    expect(lines.written.join()).toContain('connection refused');
    expect(lines.written.join()).toContain('no answer within 20 ms');
  });
});
