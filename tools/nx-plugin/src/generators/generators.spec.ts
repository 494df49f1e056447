import { readJson, type Tree, writeJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { serviceSchema } from '@longshore/model';
import { environmentGenerator } from './environment/generator';
import { libraryGenerator } from './library/generator';
import { serviceGenerator } from './service/generator';

describe('the generators', () => {
  let tree: Tree;

  beforeEach(() => {
    tree = createTreeWithEmptyWorkspace();
    tree.delete('.oxfmtrc.json');
    writeJson(tree, '.prettierrc', { singleQuote: true });
    writeJson(tree, 'package.json', { name: 'shop' });
    writeJson(tree, 'apps/rooms/package.json', { name: '@acme/rooms', nx: { name: 'rooms' } });
    writeJson(tree, 'apps/rooms/service.json', { route: { paths: ['/api/v1/rooms', '/api/v1/quays/*'] } });
  });

  const changes = () =>
    tree
      .listChanges()
      .map(({ path }) => path)
      .sort();

  it('add a service with a valid service.json, in the scope of its neighbours', async () => {
    await serviceGenerator(tree, { name: 'files', uses: 'none' });
    expect(readJson<{ name: string }>(tree, 'apps/files/package.json').name).toBe('@acme/files');
    expect(serviceSchema.parse(readJson(tree, 'apps/files/service.json'))).toMatchObject({
      kind: 'http',
      route: { paths: ['/api/v1/files', '/api/v1/files/*'] },
      uses: [],
    });
    expect(tree.exists('apps/files/test/container/files.spec.ts')).toBe(true);
    expect(tree.exists('apps/files/src/postgres-items.ts')).toBe(false);
  });

  it('add a service that keeps its data in PostgreSQL, so that two copies agree, unless told otherwise', async () => {
    await serviceGenerator(tree, { name: 'files' });
    expect(serviceSchema.parse(readJson(tree, 'apps/files/service.json')).uses).toEqual(['postgres']);
    expect(tree.exists('apps/files/src/testing/memory-items.ts')).toBe(true);
    expect(tree.read('apps/files/src/main.ts', 'utf8')).toContain('new PostgresItems(database)');
  });

  it('add a worker that consumes a queue, without a route or a port', async () => {
    await serviceGenerator(tree, { name: 'mailer', kind: 'worker' });
    expect(serviceSchema.parse(readJson(tree, 'apps/mailer/service.json'))).toMatchObject({
      kind: 'worker',
      queue: { attempts: 5, visibilitySeconds: 30 },
      uses: [],
    });
    expect(changes()).toEqual(
      expect.arrayContaining(['apps/mailer/src/handle.ts', 'apps/mailer/test/container/mailer.spec.ts']),
    );
    expect(changes().filter((path) => /routes|items/.test(path))).toEqual([]);
    await expect(serviceGenerator(tree, { name: 'sender', kind: 'worker', uses: 'postgres' })).rejects.toThrow(
      '--uses postgres',
    );
  });

  it.each([
    ['rooms', 'apps/rooms'],
    ['quays', 'rooms has /api/v1/quays/\\* in apps/rooms/service.json'],
    ['MyFiles', 'try my-files'],
    ['../files', 'is not a name'],
    ['files-of-all-the-people', 'leave room for 20'],
    ['longshore', 'is reserved'],
  ])('refuse a service %s and write nothing', async (name, reason) => {
    const before = changes();
    await expect(serviceGenerator(tree, { name })).rejects.toThrow(new RegExp(`LS1006[^]*${reason}`));
    expect(changes()).toEqual(before);
  });

  it('add a library that services may use', async () => {
    await libraryGenerator(tree, { name: 'delete' });
    expect(readJson(tree, 'libs/delete/package.json')).toMatchObject({ nx: { tags: ['type:domain'] } });
    expect(tree.read('libs/delete/src/index.ts', 'utf8')).toContain("export { deleteLine } from './delete'");
  });

  it('add an environment once, and none that its schema refuses', async () => {
    const staging = { name: 'staging', account: '123456789012', region: 'eu-central-1', branch: 'develop' };
    await expect(environmentGenerator(tree, { ...staging, account: '12' })).rejects.toThrow('12 digits');
    await environmentGenerator(tree, staging);
    expect(readJson(tree, 'deploy/environments/staging.json')).toMatchObject({ region: 'eu-central-1' });
    await expect(environmentGenerator(tree, staging)).rejects.toThrow('there is a staging already');
    // On the command line an account is a number, without the zeros in front.
    const production = { name: 'production', account: 12345678901, region: 'eu-central-1', promotesFrom: 'staging' };
    await expect(environmentGenerator(tree, { ...production, promotesFrom: 'test' })).rejects.toThrow(
      'no environment test',
    );
    await environmentGenerator(tree, production);
    expect(readJson(tree, 'deploy/environments/production.json')).toMatchObject({
      account: '012345678901',
      promotesFrom: 'staging',
    });
  });
});
