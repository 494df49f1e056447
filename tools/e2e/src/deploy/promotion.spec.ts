import { type Environment, environmentSchema } from '@longshore/model';
import { openEcr } from '@longshore/registry';
import { answering, World } from './world';

const staging: Environment = {
  name: 'staging',
  spec: environmentSchema.parse({ account: '123456789012', region: 'us-east-1', embedded: true }),
};

let world: World;
beforeEach(async () => {
  world = await World.start();
  world.images.set('rooms', answering('one'));
});
afterEach(() => world.stop());

const push = () => world.run({ rooms: {} }, { earlier: staging }).push('rooms');

test('an image that the environment before does not have is not pushed, and gets no name', async () => {
  await expect(push()).rejects.toMatchObject({
    code: 'LS2205',
    fix: 'npx nx run rooms:deploy -c staging',
  });
  const { digest, inputKey } = await world.images.describe('rooms');
  const repository = await openEcr({ region: 'us-east-1' }).repository('rooms');
  expect(await repository.manifest(digest)).toBeUndefined();
  expect(await repository.manifest(`key-${inputKey}`)).toBeUndefined();
});

test('one that it has is taken from there', async () => {
  await world.run({ rooms: {} }).push('rooms');
  const { digest } = await world.images.describe('rooms');
  expect((await push()).reference).toContain(digest);
});
