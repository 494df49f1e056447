import { execFileSync } from 'node:child_process';
import { type Reach, reconciledBase } from '@longshore/deploy';
import { answering, World } from './world';

const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

let world: World;
let one: string;
let two: string;

beforeEach(async () => {
  world = await World.start();
  git('init', '--quiet', '--initial-branch=main');
  one = commit('one');
  two = commit('two');
});

afterEach(() => world.stop());

function git(...words: string[]): string {
  const who = ['-c', 'user.name=A Person', '-c', 'user.email=person@example.com'];
  return execFileSync('git', [...who, ...words], { cwd: world.folder, encoding: 'utf8' }).trim();
}

function commit(subject: string): string {
  git('commit', '--quiet', '--allow-empty', '-m', subject);
  return git('rev-parse', 'HEAD');
}

/** A run that ships `rooms` at a commit and says what it covered. */
async function ship(at: string, reach: Reach | undefined, { health = 200, isClean = true } = {}): Promise<void> {
  world.images.set('rooms', answering(at, health));
  const run = world.run({ rooms: {} }, { commit: at, isClean });
  await run.push('rooms');
  await run.release('rooms');
  await run.outcome('rooms');
  await run.finish(reach);
}

const base = async () => (await reconciledBase(world.environment())).base;

test('there is no base until a run has deployed everything', async () => {
  expect(await reconciledBase(world.environment())).toEqual({
    base: emptyTree,
    why: 'no run has deployed everything to local yet',
  });
  await ship(one, { base: emptyTree });
  expect(await base()).toBe(one);
});

test('a run that covered all that changed since moves it', async () => {
  await ship(one, { all: true });
  await ship(two, { base: 'HEAD~1' });
  expect(await base()).toBe(two);
});

test.each(['HEAD', 'main', 'refs/heads/main'])(
  'so does one up to the commit that is shipped, named as %s',
  async (head) => {
    await ship(one, { all: true });
    await ship(two, { base: one, head });
    expect(await base()).toBe(two);
  },
);

test.each<[string, (one: string) => [Reach | undefined, object]]>([
  ['covered less', () => [{ base: 'HEAD' }, {}]],
  ['looked no further than an older commit', (from) => [{ base: from, head: 'HEAD~1' }, {}]],
  ['looked for all no further than an older commit', () => [{ base: emptyTree, head: 'HEAD~1' }, {}]],
  ['looked up to what git does not know', (from) => [{ base: from, head: 'nosuch' }, {}]],
  ['covered nobody knows what', () => [undefined, {}]],
  ['had files that are in no commit', (from) => [{ base: from }, { isClean: false }]],
  ['had a service rolled back', (from) => [{ base: from }, { health: 500 }]],
])('a run that %s does not', async (_what, how) => {
  await ship(one, { all: true });
  const [reach, changes] = how(one);
  await ship(two, reach, changes);
  expect(await base()).toBe(one);
});

test('everything counts as changed where history was rewritten', async () => {
  await ship(two, { all: true });
  git('reset', '--quiet', '--hard', one);
  commit('another two');
  expect(await reconciledBase(world.environment())).toEqual({
    base: emptyTree,
    why: `${two.slice(0, 12)}, up to which all is deployed, does not come before what is checked out`,
  });
});

test('everything counts as changed where the commit is not in the clone', async () => {
  await ship('d'.repeat(40), { all: true });
  expect(await reconciledBase(world.environment())).toMatchObject({
    base: emptyTree,
    why: expect.stringContaining('is not in this clone'),
  });
});
