import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBuiltImage, signRecords } from '@longshore/image';
import { type Digest, signerOf } from '@longshore/model';
import { provenanceFor } from '@longshore/model/src/testing';
import { GateWorld } from './gate-world';
import { ours, signed, Tampering, type Way } from './tampering';
import { failingTests, noTestNeedPass } from './ways/failing-tests';
import { foreignRecords } from './ways/foreign-records';
import { foreignResults } from './ways/foreign-results';
import { otherCode } from './ways/other-code';
import { signatures } from './ways/signatures';
import { skippingSteps } from './ways/skipping-steps';

let folder: string;
let world: GateWorld;
let t: Tampering;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'longshore-gate-'));
  world = await GateWorld.start(join(folder, 'cloud'));
  t = await Tampering.prepare(world, folder);
}, 240_000);
beforeEach(() => world.restore());
afterAll(async () => {
  await world.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe.each<[string, Way[]]>([
  ['steps that are left out', skippingSteps],
  ['tests that fail', failingTests],
  ['no test need pass', noTestNeedPass],
  ['results and images of something else', foreignResults],
  ['records of something else', foreignRecords],
  ['signatures', signatures],
  ['other code than was verified', otherCode],
])('is refused: %s', (_group, ways) => {
  test.each(ways)('%s: %s', async (_name, code, attempt) => {
    await expect(attempt(t)).rejects.toMatchObject({ code });
    expect(await world.live()).toBe(world.honest);
  });
});

describe('changes nothing of what ships:', () => {
  test('a bundle that somebody left in dist, as a cache may', async () => {
    t.write('dist/apps/hello/main.js', 'process.exit(1);');
    t.write('dist/apps/hello/main.js.map', '{}');
    t.remove('dist/images');
    expect((await world.build()).digest).toBe(world.honest);
  });

  test.each<[string, () => Promise<void>]>([
    ['without provenance', () => Promise.resolve()],
    ['with provenance of other inputs', () => t.plant(provenanceFor(world.honest, { service: 'hello' }))],
  ])('a tag of its inputs that somebody gave to another image, %s', async (_what, attest) => {
    t.changeMain();
    await attest();
    await t.plantKeyTag();
    const { digest } = await world.buildOrReuse();
    await world.test(['apps/hello']);
    await world.verify();
    expect(digest).not.toBe(world.honest);
    expect(await world.ship()).toBe(digest);
    world.honest = digest;
  });

  test('a tag that somebody moved to another image: a deploy goes by digest', async () => {
    t.changeMain();
    const digest = await world.everything();
    await t.moveTag('main');
    expect(await world.live()).toBe(digest);
    world.honest = digest as Digest;
  });
});

test('what is in order ships: signed, with skipped tests and a library that declares to have none', async () => {
  t.edit('libs/deep/package.json', (manifest: object) => Object.assign(manifest, { longshore: { tests: 'none' } }));
  t.write('libs/words/src/more.spec.ts', `test.skip('more', () => undefined);`);
  t.changeMain();
  await world.build();
  await world.test();
  const { predicate } = await world.verify();
  expect(predicate.projects).toMatchObject([{}, { project: 'libs/deep', tests: 'none' }, { tests: { skipped: 1 } }]);
  expect(await signRecords(world.workspace.hello, signerOf(ours.privateKey))).toBe('signed');
  const { digest } = await readBuiltImage(world.workspace.hello);
  expect(await world.ship({ environment: { ...signed.environment, rules: { rebuild: true } } })).toBe(digest);
});
