import { readBuiltImage } from '@longshore/image';
import { evidenceFor, provenanceFor } from '@longshore/model/src/testing';
import { good, type Way } from '../tampering';

/** Provenance and evidence that are about something else. */
export const foreignRecords: Way[] = [
  [
    'evidence of another image',
    'LS3101',
    async (t) => {
      t.changeMain();
      await t.world.build();
      t.write('dist/evidence/hello.json', JSON.stringify(evidenceFor(t.world.honest, (await t.forged()).predicate)));
      return t.world.push();
    },
  ],
  [
    'evidence that was kept from the version before',
    'LS3101',
    async (t) => {
      t.changeMain();
      await t.world.build();
      await t.world.test(['apps/hello']);
      return t.world.push();
    },
  ],
  [
    'evidence of another service',
    'LS3101',
    async (t) => {
      t.changeMain();
      await t.world.build();
      t.write('dist/evidence/hello.json', JSON.stringify(await t.forged({ service: 'other' })));
      return t.world.push();
    },
  ],
  [
    'evidence that leaves a library out',
    'LS3101',
    async (t) => {
      t.changeMain();
      await t.world.build();
      const { predicate } = await t.forged();
      t.write('dist/evidence/hello.json', JSON.stringify(await t.forged({ projects: predicate.projects.slice(0, 2) })));
      return t.world.push();
    },
  ],
  [
    'evidence with a failed test',
    'LS3101',
    async (t) => {
      t.changeMain();
      await t.world.build();
      t.write('dist/evidence/hello.json', JSON.stringify(await t.forged({ container: { ...good, failed: 1 } })));
      return t.world.push();
    },
  ],
  [
    'no provenance',
    'LS3127',
    async (t) => {
      await t.verifyNext();
      t.remove('dist/provenance');
      return t.world.push();
    },
  ],
  [
    'provenance of other inputs',
    'LS3127',
    async (t) => {
      await t.verifyNext();
      const { digest } = await readBuiltImage(t.world.workspace.hello);
      t.write(
        'dist/provenance/hello.json',
        JSON.stringify(provenanceFor(digest, { service: 'hello', inputKey: 'other' })),
      );
      return t.world.push();
    },
  ],
  [
    'skipped tests, if the environment refuses them',
    'LS3101',
    async (t) => {
      t.write('libs/deep/src/more.spec.ts', `test.skip('more', () => expect(1).toBe(2));`);
      t.changeMain();
      return t.world.everything({ environment: { rules: { refuseSkipped: true } } });
    },
  ],
  [
    'evidence that no container engine made, for AWS',
    'LS3101',
    async (t) => {
      await t.verifyNext();
      await t.world.push();
      const environment = { embedded: false, evidence: { unsigned: 'allowed' } };
      return t.world.release({ environment, commit: t.world.commit(), isClean: true });
    },
  ],
];
