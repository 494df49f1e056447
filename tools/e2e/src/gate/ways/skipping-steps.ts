import { type Way } from '../tampering';

/** Targets called without those that come before them. */
export const skippingSteps: Way[] = [
  [
    'push without verify',
    'LS3101',
    async (t) => {
      t.changeMain();
      await t.world.build();
      return t.world.push();
    },
  ],
  [
    'release without push',
    'LS3101',
    async (t) => {
      await t.verifyNext();
      return t.world.release();
    },
  ],
  [
    'release without verify',
    'LS3101',
    async (t) => {
      t.changeMain();
      await t.world.build();
      return t.world.release();
    },
  ],
  ['deploy without release', 'LS3202', (t) => t.world.coordinator().outcome('hello')],
  [
    'push of an image that was not built',
    'LS2008',
    (t) => {
      t.changeMain();
      return t.world.push();
    },
  ],
  [
    'verify without image',
    'LS2008',
    (t) => {
      t.remove('dist/images');
      return t.world.verify();
    },
  ],
  [
    'verify without any unit test',
    'LS2104',
    async (t) => {
      t.changeMain();
      await t.world.build();
      t.remove('dist/tests');
      return t.world.verify();
    },
  ],
];
