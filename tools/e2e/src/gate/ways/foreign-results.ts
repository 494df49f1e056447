import { cpSync, symlinkSync } from 'node:fs';
import { readBuiltImage } from '@longshore/image';
import { type Way } from '../tampering';

/** Results of tests, and images, of other sources than those of now. */
export const foreignResults: Way[] = [
  [
    'results of older sources',
    'LS2104',
    async (t) => {
      t.changeMain();
      await t.world.build();
      return t.world.verify();
    },
  ],
  [
    'results of another project',
    'LS2104',
    async (t) => {
      t.breakDeep();
      await t.world.build();
      await t.world.test(['apps/hello', 'libs/words']);
      cpSync(t.file('dist/tests/libs/words.json'), t.file('dist/tests/libs/deep.json'));
      return t.world.verify();
    },
  ],
  [
    'results in another form',
    'LS2104',
    async (t) => {
      t.write('dist/tests/libs/deep.json', '{"numPassedTests":7,"numFailedTests":0}');
      return t.verifyNext();
    },
  ],
  [
    'an image of a broken state, whose sources were undone before the tests',
    'LS2008',
    async (t) => {
      t.putBroken();
      await t.world.test();
      return t.world.verify();
    },
  ],
  [
    'the same, pushed with the evidence of the good state',
    'LS2008',
    (t) => {
      t.putBroken();
      return t.world.push();
    },
  ],
  [
    'the same, released',
    'LS2008',
    (t) => {
      t.putBroken();
      return t.world.release();
    },
  ],
  [
    'the same, with the key of the good state written into image.json',
    'LS3127',
    async (t) => {
      const { inputKey } = await readBuiltImage(t.world.workspace.hello);
      t.putBroken();
      t.edit('dist/images/hello/image.json', (image: { inputKey: string }) => (image.inputKey = inputKey));
      await t.world.verify();
      return t.world.push();
    },
  ],
  [
    'the image of another folder, by a symbolic link',
    'LS2008',
    (t) => {
      t.remove('dist/images/hello');
      symlinkSync(t.broken, t.file('dist/images/hello'));
      return t.world.verify();
    },
  ],
  [
    'sources that change after verify',
    'LS2008',
    async (t) => {
      await t.verifyNext();
      t.breakDeep();
      return t.world.push();
    },
  ],
  [
    'sources that change after push',
    'LS2008',
    async (t) => {
      await t.verifyNext();
      await t.world.push();
      t.breakDeep();
      return t.world.release();
    },
  ],
  [
    'tests that change after verify',
    'LS3101',
    async (t) => {
      await t.verifyNext();
      t.write('libs/deep/src/more.spec.ts', 'test.todo("more");');
      return t.world.push();
    },
  ],
  [
    'container tests that change after push',
    'LS3101',
    async (t) => {
      await t.verifyNext();
      await t.world.push();
      t.write('apps/hello/test/container/more.spec.js', '');
      return t.world.release();
    },
  ],
  [
    'another way to run the image than verify ran it',
    'LS3101',
    async (t) => {
      await t.verifyNext();
      t.specOf({ environment: { MODE: 'untested' } });
      return t.world.push();
    },
  ],
];
