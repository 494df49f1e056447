import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Evidence, type Plan, provenPredicateType } from '@longshore/model';
import { attachProven, openEcr } from '@longshore/registry';
import { writesBetween } from '../lib/cloud-calls';
import { answering, type RunChanges, World } from './world';

let world: World;

beforeEach(async () => {
  world = await World.start();
  world.images.set('rooms', answering('one'));
});

afterEach(() => world.stop());

/** Pushes and releases; rejects where a gate says no. */
async function release(changes: RunChanges): Promise<string> {
  const run = world.run({ rooms: {} }, changes);
  await run.push('rooms');
  try {
    await run.release('rooms');
    return (await run.outcome('rooms')).verdict;
  } finally {
    await run.finish();
  }
}

/** Expects that a gate says no with a code, and that nothing of ECS was written. */
async function expectRefusal(code: string, changes: RunChanges): Promise<void> {
  const before = await world.calls();
  await expect(release(changes)).rejects.toMatchObject({ code });
  expect(writesBetween(before, await world.calls()).filter((call) => call.startsWith('ecs.'))).toEqual([]);
  expect(world.summary().services).toMatchObject([{ service: 'rooms', verdict: 'refused' }]);
}

function git(...words: string[]): string {
  const who = ['-c', 'user.name=A Person', '-c', 'user.email=person@example.com'];
  return execFileSync('git', [...who, ...words], { cwd: world.folder, encoding: 'utf8' }).trim();
}

function commits(...subjects: string[]): string[] {
  git('init', '--quiet', '--initial-branch=main');
  return subjects.map((subject) => {
    git('commit', '--quiet', '--allow-empty', '-m', subject);
    return git('rev-parse', 'HEAD');
  });
}

describe('the newest commit wins', () => {
  const environment = { branch: 'main' };
  const origin = { ci: true, branch: 'main' };

  test('over a run that it overtook', async () => {
    const [older, newer] = commits('older', 'newer');
    expect(await release({ environment, origin, commit: newer })).toBe('deployed');
    world.images.set('rooms', answering('two'));
    await expectRefusal('LS3103', { environment, origin, commit: older });
  });

  test('and takes the place of an older one', async () => {
    const [older, newer] = commits('older', 'newer');
    expect(await release({ environment, origin, commit: older })).toBe('deployed');
    world.images.set('rooms', answering('two'));
    expect(await release({ environment, origin, commit: newer })).toBe('deployed');
  });

  test('but not in a cloud that no branch ships to: there a person looks at any commit', async () => {
    const [older, newer] = commits('older', 'newer');
    expect(await release({ commit: newer })).toBe('deployed');
    world.images.set('rooms', answering('two'));
    expect(await release({ commit: older })).toBe('deployed');
  });
});

test('files that are in no commit are refused where a branch ships to, and nowhere else', async () => {
  const origin = { ci: true, branch: 'main' };
  await expectRefusal('LS3126', { environment: { branch: 'main' }, origin, isClean: false });
  expect(await release({ isClean: false })).toBe('deployed');
});

test('so is a source of the image that git ignores, or has marked as unchanged', async () => {
  const origin = { ci: true, branch: 'main' };
  const environment = { branch: 'main' };
  const source = 'apps/rooms/src/main.ts';
  mkdirSync(join(world.folder, 'apps/rooms/src'), { recursive: true });
  writeFileSync(join(world.folder, source), 'one');
  const [commit] = commits('without sources');
  writeFileSync(join(world.folder, '.git/info/exclude'), '*');
  world.images.set('rooms', answering('one'), { sources: [source] });
  await expectRefusal('LS3126', { environment, origin, commit });
  git('add', '--force', source);
  git('commit', '--quiet', '-m', 'with sources');
  const committed = git('rev-parse', 'HEAD');
  expect(await release({ environment, origin, commit: committed })).toBe('deployed');
  git('update-index', '--assume-unchanged', source);
  writeFileSync(join(world.folder, source), 'two');
  world.images.set('rooms', answering('two'), { sources: [source] });
  await expectRefusal('LS3126', { environment, origin, commit: committed });
});

test('a rollout that could neither start nor stop a task is refused, and the plan on disk says why', async () => {
  const rollout = { minimumHealthyPercent: 75, maximumPercent: 100 };
  await expectRefusal('LS3114', { environment: { defaults: { rollout } } });
  const plan = JSON.parse(readFileSync(join(world.folder, 'dist/plans/local/rooms.json'), 'utf8')) as Plan;
  expect(plan).toMatchObject({ action: 'create', rollout: { floor: 2, ceiling: 2 } });
  expect(plan.rollout?.blocked).toContain('2 copies');
});

describe('the rules of an environment', () => {
  test('let one branch ship to it', async () => {
    const environment = { branch: 'main' };
    await expectRefusal('LS3108', { environment, origin: { ci: true, branch: 'mine' } });
    expect(await release({ environment, origin: { ci: true, branch: 'main' } })).toBe('deployed');
  });

  test('let CI alone ship to it', async () => {
    const environment = { rules: { ciOnly: true } };
    await expectRefusal('LS3108', { environment });
    expect(await release({ environment, origin: { ci: true } })).toBe('deployed');
  });
});

test('an image goes on once the environment before has proven it', async () => {
  const environment = { promotesFrom: 'staging' };
  await expectRefusal('LS3109', { environment });
  await prove('staging');
  expect(await release({ environment })).toBe('deployed');
});

async function prove(environment: string): Promise<void> {
  const { digest } = await world.images.describe('rooms');
  const sha256 = digest.slice('sha256:'.length);
  const subject: Evidence['subject'] = [{ name: 'rooms', digest: { sha256 } }];
  await attachProven(await openEcr({ region: 'us-east-1' }).repository('rooms'), digest, {
    _type: 'https://in-toto.io/Statement/v1',
    subject,
    predicateType: provenPredicateType,
    predicate: {
      service: 'rooms',
      environment,
      account: '123456789012',
      taskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/staging-rooms:1',
      configHash: 'hash',
      commit: 'c'.repeat(40),
      run: 'run',
      actor: 'a person',
      at: new Date().toISOString(),
    },
  });
}
