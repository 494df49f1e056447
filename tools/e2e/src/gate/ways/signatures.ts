import { signRecords } from '@longshore/image';
import { type Evidence, type Provenance, signerOf } from '@longshore/model';
import { ours, signed, theirs, type Way } from '../tampering';

/** Signatures that are missing, foreign or asked for in vain. */
export const signatures: Way[] = [
  [
    'unsigned records',
    'LS3101',
    async (t) => {
      await t.verifyNext();
      return t.world.ship(signed);
    },
  ],
  [
    'records that another key signed',
    'LS3101',
    async (t) => {
      await t.verifyNext();
      await signRecords(t.world.workspace.hello, signerOf(theirs.privateKey));
      return t.world.ship(signed);
    },
  ],
  [
    'signed records that were edited',
    'LS3101',
    async (t) => {
      await t.verifyNext();
      await signRecords(t.world.workspace.hello, signerOf(ours.privateKey));
      t.edit('dist/signed/evidence/hello.json', (envelope: { payload: string }) => {
        const statement = JSON.parse(Buffer.from(envelope.payload, 'base64').toString()) as Evidence;
        statement.predicate.host = 'elsewhere';
        envelope.payload = Buffer.from(JSON.stringify(statement)).toString('base64');
      });
      return t.world.ship(signed);
    },
  ],
  [
    'signed evidence of the version before',
    'LS3101',
    async (t) => {
      await signRecords(t.world.workspace.hello, signerOf(ours.privateKey));
      const old = t.read('dist/signed/evidence/hello.json');
      await t.verifyNext();
      await signRecords(t.world.workspace.hello, signerOf(ours.privateKey));
      t.write('dist/signed/evidence/hello.json', old);
      return t.world.ship(signed);
    },
  ],
  [
    'signed evidence with unsigned provenance',
    'LS3127',
    async (t) => {
      await t.verifyNext();
      await signRecords(t.world.workspace.hello, signerOf(ours.privateKey));
      t.remove('dist/signed/provenance');
      return t.world.ship(signed);
    },
  ],
  [
    'evidence that somebody attaches in the registry',
    'LS3101',
    async (t) => {
      await t.verifyNext();
      await t.world.push();
      await t.plant(await t.forged(), theirs.privateKey);
      return t.world.release(signed);
    },
  ],
  [
    'a signature for test results that a cache brought',
    'LS2108',
    async (t) => {
      t.edit('dist/tests/libs/deep.json', (results: { run: string }) => (results.run = 'a run elsewhere'));
      await t.verifyNext();
      return signRecords(t.world.workspace.hello, signerOf(ours.privateKey));
    },
  ],
  [
    'a signature for an image that a cache brought',
    'LS2108',
    async (t) => {
      await t.verifyNext();
      t.edit('dist/provenance/hello.json', ({ predicate }: Provenance) => {
        predicate.runDetails.metadata.invocationId = 'a run elsewhere';
      });
      return signRecords(t.world.workspace.hello, signerOf(ours.privateKey));
    },
  ],
  [
    'an environment that asks for signatures and names no key',
    'LS3101',
    async (t) => {
      await t.verifyNext();
      return t.world.ship({ environment: { embedded: false }, commit: t.world.commit(), isClean: true });
    },
  ],
];
