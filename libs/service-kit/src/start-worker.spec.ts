import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Program } from './testing/program';

const patienceMs = 60_000;
jest.setTimeout(2 * patienceMs);

async function until(condition: () => boolean, what: string): Promise<void> {
  for (const start = Date.now(); !condition(); await sleep(50)) {
    if (Date.now() - start > patienceMs) throw new Error(`not within ${patienceMs / 1000} s: ${what}`);
  }
}

describe('startWorker', () => {
  let worker: Program;

  const folder = mkdtempSync(join(tmpdir(), 'longshore-worker-'));
  const heartbeat = join(folder, 'longshore-worker');
  const start = (environment: Record<string, string>) =>
    (worker = new Program('echo-worker', { TMPDIR: folder, ...environment }));

  afterEach(async () => {
    worker.send('SIGKILL');
    await worker.exited;
    rmSync(heartbeat, { force: true });
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('writes a heartbeat again and again while it waits for messages', async () => {
    start({ GREETING: 'ahoy' });
    await until(() => existsSync(heartbeat), 'a heartbeat');
    const { mtimeMs } = statSync(heartbeat);
    await until(() => statSync(heartbeat).mtimeMs > mtimeMs, 'a second heartbeat');
  });

  it('writes no heartbeat while no messages can be received', async () => {
    start({ GREETING: 'ahoy' });
    worker.say('refused');
    for (let tries = 0; tries < 4; tries += 1) await worker.logged('no messages can be received');
    expect(existsSync(heartbeat)).toBe(false);
    worker.say('answers');
    await until(() => existsSync(heartbeat), 'a heartbeat');
  });

  it('goes on if the heartbeat cannot be written, and says so', async () => {
    symlinkSync(join(folder, 'missing', 'file'), heartbeat);
    start({ GREETING: 'ahoy' });
    await worker.logged('no heartbeat can be written; a health check of the container fails');
    worker.say('one');
    expect(await worker.logged('done')).toMatchObject({ message: 'one' });
  });

  it('says that a message is done once it was handled', async () => {
    start({ GREETING: 'ahoy' });
    await worker.logged('taking messages');
    worker.say('one');
    expect(await worker.logged('handling')).toMatchObject({ message: 'one', GREETING: 'ahoy' });
    expect(await worker.logged('done')).toMatchObject({ message: 'one' });
  });

  it('leaves a message that fails in the queue, and goes on', async () => {
    start({ GREETING: 'ahoy' });
    worker.say('fail');
    expect(await worker.logged('a message was not handled; it comes again')).toMatchObject({
      level: 'error',
      err: expect.objectContaining({ message: 'it failed' }),
    });
    worker.say('two');
    expect(await worker.logged('done')).toMatchObject({ message: 'two' });
  });

  it('goes on where the queue did not answer', async () => {
    start({ GREETING: 'ahoy' });
    worker.say('broken');
    await worker.logged('no messages can be received');
    worker.say('three');
    expect(await worker.logged('done')).toMatchObject({ message: 'three' });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('on %s finishes what is under way, closes, exits 0', async (signal) => {
    start({ GREETING: 'ahoy' });
    worker.say('hold');
    await worker.logged('handling');
    worker.send(signal);
    expect((await worker.rest()).map(({ msg }) => msg)).toEqual(['stopping', 'done', 'closed', 'stopped']);
    expect(await worker.exited).toBe(0);
  });

  it('exits 1 where a message takes longer than it may', async () => {
    start({ GREETING: 'ahoy', STOP_TIMEOUT_MS: '20' });
    worker.say('hold');
    await worker.logged('handling');
    worker.send('SIGTERM');
    await worker.logged('messages under way were not handled within 20 ms; they come again');
    expect(await worker.exited).toBe(1);
  });

  it('exits 1 with one line that names the problem of its configuration', async () => {
    start({});
    expect(await worker.rest()).toEqual([
      expect.objectContaining({ level: 'fatal', msg: 'wrong environment: GREETING: is not set' }),
    ]);
    expect(await worker.exited).toBe(1);
  });
});
