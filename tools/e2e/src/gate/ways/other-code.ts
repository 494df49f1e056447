import { readBuiltImage } from '@longshore/image';
import { provenanceFor } from '@longshore/model/src/testing';
import { readService } from '@longshore/model';
import { signed, type Way } from '../tampering';

/** Settings by which other code would run than was verified. */
export const otherCode: Way[] = [
  [
    'a command of the environment file',
    'LS1002',
    (t) =>
      Promise.resolve().then(() => t.environmentFile({ defaults: { override: { container: { command: ['sh'] } } } })),
  ],
  [
    'loader variables of the environment file',
    'LS1002',
    (t) =>
      Promise.resolve().then(() =>
        t.environmentFile({ services: { hello: { environment: { NODE_OPTIONS: '-r /x.js' } } } }),
      ),
  ],
  [
    'loader variables from a secret',
    'LS1001',
    (t) =>
      Promise.resolve().then(() => {
        t.specOf({ secrets: { LD_PRELOAD: 'preload' } });
        return readService(t.world.workspace.folder, 'hello');
      }),
  ],
  [
    'a mount over the code',
    'LS1001',
    (t) =>
      Promise.resolve().then(() => {
        t.specOf({ override: { container: { mountPoints: [{ sourceVolume: 'data', containerPath: '/app/apps' }] } } });
        return readService(t.world.workspace.folder, 'hello');
      }),
  ],
  [
    'a command of service.json that fails its container tests',
    'LS2101',
    (t) => {
      t.specOf({ override: { container: { command: ['node', '-e', 'process.exit(3)'] } } });
      return t.world.everything();
    },
  ],
  [
    'an image that its inputs do not give, if the environment builds it again',
    'LS3128',
    async (t) => {
      t.changeMain();
      const { inputKey } = await t.world.build();
      t.putBroken();
      t.edit('dist/images/hello/image.json', (image: { inputKey: string }) => (image.inputKey = inputKey));
      const { digest } = await readBuiltImage(t.world.workspace.hello);
      t.write('dist/provenance/hello.json', JSON.stringify(provenanceFor(digest, { service: 'hello', inputKey })));
      await t.world.test(['apps/hello']);
      await t.world.verify();
      return t.world.ship({ environment: { rules: { rebuild: true } } });
    },
  ],
  [
    'a line left in node_modules, which the tests would see and the image does not have',
    'LS2012',
    (t) => {
      t.changeMain();
      t.write('node_modules/punctuation/index.js', `module.exports = 'edited';`);
      return t.world.everything();
    },
  ],
  [
    'a package that hides the one of the lockfile',
    'LS2012',
    (t) => {
      t.changeMain();
      t.write('libs/words/node_modules/punctuation/package.json', '{"version":"1.0.3","main":"index.js"}');
      t.write('libs/words/node_modules/punctuation/index.js', `module.exports = 'hidden';`);
      return t.world.everything();
    },
  ],
  [
    'files that are in no commit, where others share the environment',
    'LS3126',
    async (t) => {
      await t.verifyNext();
      return t.world.ship({ environment: { branch: undefined, embedded: false, ...signed.environment } });
    },
  ],
];
