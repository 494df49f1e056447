import { type Way } from '../tampering';

/** Tests that fail, and somebody who goes on regardless. */
export const failingTests: Way[] = [
  [
    'a unit test of the service fails',
    'LS2104',
    (t) => {
      t.write('apps/hello/src/main.spec.ts', `test('hello', () => expect(1).toBe(2));`);
      t.changeMain();
      return t.world.everything();
    },
  ],
  [
    'a test of the library behind a library fails',
    'LS2104',
    (t) => {
      t.breakDeep();
      return t.world.everything();
    },
  ],
  [
    'a test of a library fails',
    'LS2104',
    (t) => {
      t.write('libs/words/src/index.spec.ts', `test('words', () => expect(1).toBe(2));`);
      return t.world.everything();
    },
  ],
  [
    'a test file cannot be loaded',
    'LS2104',
    (t) => {
      t.write('libs/deep/src/index.spec.ts', `import './missing';\ntest('deep', () => undefined);`);
      return t.world.everything();
    },
  ],
  [
    'a container test fails',
    'LS2102',
    (t) => {
      t.write('apps/hello/test/container/hello.spec.js', `test('x', () => expect(1).toBe(2));`);
      return t.world.everything();
    },
  ],
  [
    'there are no container tests',
    'LS2102',
    (t) => {
      t.remove('apps/hello/test/container/hello.spec.js');
      return t.world.everything();
    },
  ],
  [
    'all container tests are skipped',
    'LS2102',
    (t) => {
      t.write('apps/hello/test/container/hello.spec.js', `test.skip('x', () => expect(1).toBe(2));`);
      return t.world.everything();
    },
  ],
];

/** Tests that cannot fail. */
export const noTestNeedPass: Way[] = [
  [
    'every unit test is skipped',
    'LS2104',
    (t) => {
      t.write('apps/hello/src/main.spec.ts', `it.skip('hello', () => expect(1).toBe(2));`);
      t.changeMain();
      return t.world.everything();
    },
  ],
  [
    'a test is focused, and the one that fails does not run',
    'LS2104',
    (t) => {
      t.write('libs/deep/src/index.spec.ts', `it.only('one', () => undefined);\nit('deep', () => expect(1).toBe(2));`);
      return t.world.everything();
    },
  ],
  [
    'a whole block is focused',
    'LS2104',
    (t) => {
      t.write(
        'libs/deep/src/index.spec.ts',
        `fdescribe('a', () => it('b', () => undefined));\nit('c', () => expect(1).toBe(2));`,
      );
      return t.world.everything();
    },
  ],
  [
    'the spec is deleted, and Jest passes without tests',
    'LS2104',
    async (t) => {
      t.remove('libs/deep/src/index.spec.ts');
      await t.world.build();
      await t.world.test(undefined, '--passWithNoTests');
      return t.world.verify();
    },
  ],
  [
    'the tests of a library are `echo ok`',
    'LS2104',
    async (t) => {
      t.breakDeep();
      await t.world.build();
      await t.world.test(['apps/hello', 'libs/words']);
      return t.world.verify();
    },
  ],
  [
    'the library behind a library is not tested at all',
    'LS2104',
    async (t) => {
      t.remove('dist/tests/libs/deep.json');
      return t.verifyNext();
    },
  ],
];
