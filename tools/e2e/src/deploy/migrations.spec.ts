import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answering, World } from './world';

let world: World;
let ledger: string;

beforeAll(async () => {
  world = await World.start();
});

beforeEach(() => {
  ledger = join(world.folder, `${expect.getState().currentTestName?.replace(/\W/g, '-')}`);
});

afterAll(() => world.stop());

/** How often the migration of this test has begun. */
const times = (): number => (existsSync(ledger) ? readFileSync(ledger, 'utf8').length : 0);

/** A migration that notes that it has begun, and does the rest then. */
const migrating = (rest = '', timeoutSeconds = 30) => ({
  beforeDeploy: {
    command: ['node', '-e', `require('fs').appendFileSync(${JSON.stringify(ledger)}, '.'); ${rest}`],
    timeoutSeconds,
  },
});

const answerOf = async (service: string) => (await fetch(`${world.cloud.loadBalancer}/${service}`)).text();

const hookLines = () => world.events().flatMap((event) => (event.type === 'hook-line' ? [event.message] : []));

describe('what runs before a deploy', () => {
  test('runs once a release, in the new revision, before any of it is rolled out', async () => {
    world.images.set('first', answering('one'));
    const spec = migrating(`console.log('migrated'); `);
    const run = world.run({ first: spec });
    await run.push('first');
    expect(await run.plan('first')).toMatchObject({ action: 'create', beforeDeploy: spec.beforeDeploy });
    await run.release('first');
    expect(await run.outcome('first')).toMatchObject({ verdict: 'deployed' });
    await run.finish();
    expect(hookLines()).toEqual(['migrated']);
    const types = world.events().map(({ type }) => type);
    expect(types.indexOf('hook-ended')).toBeLessThan(types.indexOf('rollout-started'));
    expect(await world.ship('first', spec)).toMatchObject({ verdict: 'unchanged' });
    expect(times()).toBe(1);
  });

  test('fails the deploy with what it wrote; what was live stays, and the next deploy tries it again', async () => {
    world.images.set('second', answering('one'));
    await world.ship('second');
    world.images.set('second', answering('two'));
    const broken = migrating(`console.error('no such column'); process.exitCode = 7`);
    const outcome = await world.ship('second', broken);
    expect(outcome).toMatchObject({ verdict: 'failed', reason: expect.stringContaining('exit code 7') });
    expect(outcome.dossier?.tasks).toMatchObject([{ exitCode: 7, lines: [expect.stringContaining('no such column')] }]);
    expect(outcome).not.toHaveProperty('deploymentId');
    expect(await answerOf('second')).toBe('one');
    expect(await world.ship('second', migrating())).toMatchObject({ verdict: 'deployed' });
    expect(await answerOf('second')).toBe('two');
    expect(times()).toBe(2);
  });

  test('is not run again where the deploy died after it', async () => {
    world.images.set('third', answering('one'));
    await world.setFaults([{ operation: 'CreateService', error: { code: 'AccessDeniedException', status: 400 } }]);
    expect(await world.ship('third', migrating())).toMatchObject({ verdict: 'failed' });
    await world.setFaults([]);
    expect(await world.ship('third', migrating())).toMatchObject({ verdict: 'deployed' });
    expect(times()).toBe(1);
  });

  test('is followed by the next run where its own was interrupted', async () => {
    world.images.set('fourth', answering('one'));
    const go = join(world.folder, 'go');
    const spec = migrating(`const wait = () => require('fs').existsSync(${JSON.stringify(go)}) || setTimeout(wait, 50);
      console.log('waiting'); wait()`);
    const interrupted = new AbortController();
    const run = world.run({ fourth: spec }, { signal: interrupted.signal });
    await run.push('fourth');
    await run.release('fourth');
    const outcome = await run.outcome('fourth', ({ type }) => type === 'hook-line' && interrupted.abort());
    expect(outcome).toMatchObject({
      verdict: 'timed-out',
      reason: expect.stringContaining('the next deploy takes it up'),
    });
    writeFileSync(go, '');
    expect(await world.ship('fourth', spec)).toMatchObject({ verdict: 'deployed' });
    expect(times()).toBe(1);
  });

  const noRights = { code: 'AccessDeniedException', status: 400 };

  test.each([
    ['its lines cannot be read', 'FilterLogEvents', /log lines cannot be read: AWS refused logs:FilterLogEvents/],
    ['its success cannot be tagged', 'TagResource', /could not be tagged: AWS refused ecs:TagResource/],
  ])('counts as successful although %s, which its lines say', async (_what, operation, words) => {
    const service = operation.toLowerCase();
    world.images.set(service, answering('one'));
    await world.setFaults([{ operation, error: noRights }]);
    const outcome = await world.ship(service, migrating());
    await world.setFaults([]);
    expect(outcome).toMatchObject({ verdict: 'deployed' });
    expect(times()).toBe(1);
    expect(hookLines()).toEqual([expect.stringMatching(words)]);
  });

  test('fails with its exit code although its lines cannot be read', async () => {
    world.images.set('silent', answering('one'));
    await world.setFaults([{ service: 'logs', error: noRights, operation: '*LogEvents' }]);
    const outcome = await world.ship('silent', migrating('process.exitCode = 7'));
    await world.setFaults([]);
    expect(outcome).toMatchObject({ verdict: 'failed', reason: expect.stringContaining('exit code 7') });
  });

  test('is stopped where it takes too long', async () => {
    world.images.set('fifth', answering('one'));
    const outcome = await world.ship('fifth', migrating('setInterval(() => {}, 1000)', 1));
    expect(outcome).toMatchObject({ verdict: 'failed', reason: expect.stringContaining('took longer than 1 s') });
  });
});
