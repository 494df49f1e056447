import { createPrivateKey, createPublicKey } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJson, type Tree, writeJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { serviceSchema } from '@longshore/model';
import { environmentGenerator } from './environment/generator';
import { signingKeyGenerator } from './signing-key/generator';
import { dockerfileGenerator } from './dockerfile/generator';
import { libraryGenerator } from './library/generator';
import { pipelineGenerator } from './pipeline/generator';
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

  it.each([
    ['service', () => serviceGenerator(tree, {} as never), '--name'],
    ['library', () => libraryGenerator(tree, {} as never), '--name'],
    ['environment', () => environmentGenerator(tree, { name: 'staging' } as never), '--account, --region'],
    ['signing-key', () => signingKeyGenerator(tree, {} as never), '--environment'],
    ['pipeline', () => pipelineGenerator(tree, {} as never), '--provider'],
    ['dockerfile', () => dockerfileGenerator(tree, {} as never), '--name'],
  ])('refuse what nobody can be asked for, with a code and a command: %s', async (generator, run, missing) => {
    const { message } = await Promise.resolve(run()).then(
      () => new Error('not refused'),
      (error: Error) => error,
    );
    expect(message).toMatch(new RegExp(`LS1006 .*${missing} is missing[^]*npx nx g @longshore/nx:${generator} `));
    expect(changes().filter((path) => !path.startsWith('apps/rooms') && /apps|deploy|libs/.test(path))).toEqual([]);
  });

  it('ask for kind and store in a terminal', () => {
    const schema = readFileSync(join(__dirname, 'service/schema.json'), 'utf8');
    const { properties } = JSON.parse(schema) as { properties: Record<string, { 'x-prompt'?: object }> };
    expect(Object.keys(properties).filter((name) => properties[name]?.['x-prompt'])).toEqual(['name', 'kind', 'uses']);
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
    await serviceGenerator(tree, { name: 'sender', kind: 'worker', uses: 'postgres' });
    expect(serviceSchema.parse(readJson(tree, 'apps/sender/service.json')).uses).toEqual(['postgres']);
  });

  it('add a worker whose health check passes while it writes heartbeats', async () => {
    await serviceGenerator(tree, { name: 'mailer', kind: 'worker' });
    const { containerHealth } = serviceSchema.parse(readJson(tree, 'apps/mailer/service.json'));
    const [how, program, ...words] = containerHealth?.command ?? [];
    expect([how, program]).toEqual(['CMD', 'node']);
    const folder = mkdtempSync(join(tmpdir(), 'longshore-generators-'));
    const passes = () => spawnSync(process.execPath, words, { env: { TMPDIR: folder } }).status === 0;
    const heartbeat = join(folder, 'longshore-worker');
    const beat = (secondsAgo: number) => {
      writeFileSync(heartbeat, '');
      utimesSync(heartbeat, new Date(), new Date(Date.now() - secondsAgo * 1000));
      return passes();
    };
    try {
      expect([passes(), beat(0), beat(5), beat(60)]).toEqual([false, true, true, false]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each([
    ['rooms', 'apps/rooms'],
    ['quays', 'apps/rooms/service.json has /api/v1/quays/\\*'],
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

  describe('have an environment accept signatures', () => {
    const staging = { name: 'staging', account: '123456789012', region: 'eu-central-1' };
    const keysOf = (name: string) =>
      readJson<{ evidence?: { signedBy?: string[] } }>(tree, `deploy/environments/${name}.json`).evidence?.signedBy;

    it('of a key pair that is made for it; the private key is left outside of git, for its owner alone', async () => {
      await environmentGenerator(tree, staging);
      const [known = ''] = keysOf('staging') ?? [];
      const privateKey = createPrivateKey(tree.read('.longshore/keys/staging.key', 'utf8') ?? '');
      const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64');
      expect(known).toBe(publicKey);
      const written = tree.listChanges().find(({ path }) => path === '.longshore/keys/staging.key');
      expect(written?.options?.mode).toBe(0o600);
    });

    it('of the environment that it takes images from', async () => {
      await environmentGenerator(tree, staging);
      await environmentGenerator(tree, { ...staging, name: 'production', promotesFrom: 'staging' });
      expect(keysOf('production')).toEqual(keysOf('staging'));
      expect(tree.exists('.longshore/keys/production.key')).toBe(false);
    });

    it('or accept none, if that is asked for', async () => {
      await environmentGenerator(tree, { ...staging, unsigned: true });
      expect(readJson(tree, 'deploy/environments/staging.json')).toMatchObject({ evidence: { unsigned: 'allowed' } });
      expect(tree.exists('.longshore/keys/staging.key')).toBe(false);
    });

    it('of one more key, if it is there already', async () => {
      await environmentGenerator(tree, { ...staging, unsigned: true });
      await signingKeyGenerator(tree, { environment: 'staging' });
      expect(keysOf('staging')).toHaveLength(1);
      await signingKeyGenerator(tree, { environment: 'staging' });
      expect(new Set(keysOf('staging')).size).toBe(2);
      await expect(signingKeyGenerator(tree, { environment: 'test' })).rejects.toThrow('no environment test');
    });
  });
});
