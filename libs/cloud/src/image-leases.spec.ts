import { type ImageSource } from '@longshore/runtime';
import { FakeRuntime } from './ecs/testing/fake-runtime';
import { ImageLeases } from './image-leases';
import { VirtualClock } from './testing/virtual-clock';

const [old, current, other] = ['a', 'b', 'c'].map((letter) => `sha256:${letter.repeat(64)}`) as [
  string,
  string,
  string,
];
const sourceOf = (digest: string): ImageSource => ({ digest, open: () => Promise.reject(new Error('not read')) });
const minutes = 60_000;

describe('the images that a runtime holds', () => {
  const clock = new VirtualClock();
  const runtime = new FakeRuntime();
  const used = { references: [] as string[], digests: [] as string[] };
  const images = {
    resolve: (reference: string) =>
      reference === 'rooms:1' ? Promise.resolve(sourceOf(current)) : Promise.reject(new Error('not found')),
  };
  const leases = new ImageLeases({ runtime, clock, images, used: () => used });

  afterEach(() => leases.stop());

  beforeEach(async () => {
    Object.assign(used, { references: ['rooms:1', 'gone:1'], digests: [other] });
    await leases.stop();
    leases.start();
    for (const digest of [old, current, other]) await leases.runtime.prepare(sourceOf(digest));
  });

  it('stay as long as a task definition or a task names them, or one was started in the last hour', async () => {
    await clock.advance(50 * minutes);
    await leases.stop();
    expect(runtime.images).toEqual(new Set([old, current, other]));
    leases.start();
    await leases.runtime.prepare(sourceOf(old));
    await clock.advance(50 * minutes);
    expect(runtime.images).toEqual(new Set([old, current, other]));
    await clock.advance(30 * minutes);
    expect(runtime.images).toEqual(new Set([current, other]));
  });

  it('go when nothing does', async () => {
    Object.assign(used, { references: [], digests: [] });
    await clock.advance(80 * minutes);
    expect(runtime.images).toEqual(new Set());
  });

  it('are looked through at each start, and all go at the end', async () => {
    await leases.stop();
    leases.start();
    await leases.stop();
    expect(runtime.images).toEqual(new Set([current, other]));
    await leases.removeAll();
    expect(runtime.images).toEqual(new Set());
  });
});
