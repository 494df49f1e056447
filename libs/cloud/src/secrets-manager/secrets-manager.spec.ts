import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  paginateListSecrets,
  PutSecretValueCommand,
  ResourceNotFoundException,
  RestoreSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { MemoryStore } from '../testing/memory-store';
import { VirtualClock } from '../testing/virtual-clock';
import { openWire, type Wire } from '../testing/wire';
import { createSecretsManager } from '.';

const token = (letter: string) => letter.repeat(32);
const day = 86_400_000;

describe('Secrets Manager, through the SDK', () => {
  let clock: VirtualClock;
  let wire: Wire;
  let client: SecretsManagerClient;

  beforeEach(async () => {
    clock = new VirtualClock();
    const store = new MemoryStore();
    wire = await openWire([createSecretsManager({ store, clock }).service], store);
    client = new SecretsManagerClient(wire.client);
  });
  afterEach(async () => {
    client.destroy();
    await wire.close();
  });

  const create = (Name: string, SecretString?: string, more: object = {}) =>
    client.send(new CreateSecretCommand({ Name, SecretString, ...more }));
  const put = (SecretId: string, SecretString: string, more: object = {}) =>
    client.send(new PutSecretValueCommand({ SecretId, SecretString, ...more }));
  const value = async (SecretId: string, more: object = {}) =>
    (await client.send(new GetSecretValueCommand({ SecretId, ...more }))).SecretString;
  const stages = async (SecretId: string) =>
    (await client.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages;

  it('keeps a value, found by name, by ARN, and by ARN without its last six characters', async () => {
    const { ARN = '', VersionId } = await create('shop/database', 'hunter2');
    expect(ARN).toMatch(/^arn:aws:secretsmanager:us-east-1:123456789012:secret:shop\/database-[A-Za-z0-9]{6}$/);
    expect(await client.send(new GetSecretValueCommand({ SecretId: 'shop/database' }))).toMatchObject({
      ARN,
      Name: 'shop/database',
      VersionId,
      SecretString: 'hunter2',
      VersionStages: ['AWSCURRENT'],
      CreatedDate: new Date(clock.now()),
    });
    expect(await Promise.all([value(ARN), value(ARN.slice(0, -7))])).toEqual(['hunter2', 'hunter2']);
    const missing = value('nope');
    await expect(missing).rejects.toBeInstanceOf(ResourceNotFoundException);
    await expect(missing).rejects.toThrow("Secrets Manager can't find the specified secret.");
  });

  it('keeps bytes as bytes', async () => {
    await client.send(new CreateSecretCommand({ Name: 'key', SecretBinary: Buffer.from([0, 255, 1]) }));
    const { SecretBinary, SecretString } = await client.send(new GetSecretValueCommand({ SecretId: 'key' }));
    expect([Buffer.from(SecretBinary ?? []).toString('hex'), SecretString]).toEqual(['00ff01', undefined]);
  });

  it('makes a new value current, and the one before it previous', async () => {
    await create('a', 'one', { ClientRequestToken: token('1') });
    await put('a', 'two', { ClientRequestToken: token('2') });
    await client.send(
      new UpdateSecretCommand({ SecretId: 'a', SecretString: 'three', ClientRequestToken: token('3') }),
    );
    expect(await stages('a')).toEqual({ [token('3')]: ['AWSCURRENT'], [token('2')]: ['AWSPREVIOUS'] });
    expect(await value('a')).toBe('three');
    expect(await value('a', { VersionStage: 'AWSPREVIOUS' })).toBe('two');
    expect(await value('a', { VersionId: token('1') })).toBe('one');
    await expect(value('a', { VersionId: token('4') })).rejects.toThrow(
      `Secrets Manager can't find the specified secret value for VersionId: ${token('4')}`,
    );
    await expect(value('a', { VersionId: token('1'), VersionStage: 'AWSCURRENT' })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    const ids = async (IncludeDeprecated: boolean) =>
      (await client.send(new ListSecretVersionIdsCommand({ SecretId: 'a', IncludeDeprecated }))).Versions?.map(
        ({ VersionId }) => VersionId,
      );
    expect(await ids(false)).toEqual([token('2'), token('3')]);
    expect(await ids(true)).toEqual([token('1'), token('2'), token('3')]);
  });

  it('answers the same request again, and refuses another value by the same token', async () => {
    const made = await create('a', 'one', { ClientRequestToken: token('1') });
    expect((await create('a', 'one', { ClientRequestToken: token('1') })).ARN).toBe(made.ARN);
    await expect(create('a', 'one')).rejects.toMatchObject({
      name: 'ResourceExistsException',
      message: 'The operation failed because the secret a already exists.',
    });
    await put('a', 'two', { ClientRequestToken: token('2') });
    await put('a', 'two', { ClientRequestToken: token('2') });
    expect(await stages('a')).toEqual({ [token('1')]: ['AWSPREVIOUS'], [token('2')]: ['AWSCURRENT'] });
    await expect(put('a', 'other', { ClientRequestToken: token('2') })).rejects.toMatchObject({
      name: 'ResourceExistsException',
      message: `You can't use ClientRequestToken ${token('2')} because that value is already in use for a version of secret ${made.ARN}.`,
    });
  });

  it('has no value until one is put, and gives the first one AWSCURRENT whatever its labels', async () => {
    await create('a');
    await expect(value('a')).rejects.toThrow("can't find the specified secret value for staging label: AWSCURRENT");
    const { VersionStages } = await put('a', 'one', { VersionStages: ['BLUE'] });
    expect(VersionStages).toEqual(['BLUE', 'AWSCURRENT']);
    await put('a', 'two', { VersionStages: ['GREEN'] });
    expect([await value('a'), await value('a', { VersionStage: 'GREEN' })]).toEqual(['one', 'two']);
  });

  it('moves a label only from the version that the caller says has it', async () => {
    await create('a', 'one', { ClientRequestToken: token('1') });
    await put('a', 'two', { ClientRequestToken: token('2') });
    const move = (more: object) =>
      client.send(new UpdateSecretVersionStageCommand({ SecretId: 'a', VersionStage: 'AWSCURRENT', ...more }));
    await expect(move({ MoveToVersionId: token('1') })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message:
        "The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to version " +
        `${token('2')}, so you must explicitly reference that version in RemoveFromVersionId.`,
    });
    await move({ MoveToVersionId: token('1'), RemoveFromVersionId: token('2') });
    expect(await stages('a')).toEqual({ [token('1')]: ['AWSCURRENT'], [token('2')]: ['AWSPREVIOUS'] });
    await expect(move({ RemoveFromVersionId: token('1') })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it('keeps a deleted secret for its window, out of reach, unless it is restored', async () => {
    await create('a', 'one');
    const { DeletionDate } = await client.send(new DeleteSecretCommand({ SecretId: 'a', RecoveryWindowInDays: 7 }));
    expect(DeletionDate).toEqual(new Date(clock.now() + 7 * day));
    await expect(value('a')).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: "You can't perform this operation on the secret because it was marked for deletion.",
    });
    await expect(create('a', 'two')).rejects.toThrow(
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
    const listed = async (IncludePlannedDeletion: boolean) =>
      (await client.send(new ListSecretsCommand({ IncludePlannedDeletion }))).SecretList?.length;
    expect([await listed(false), await listed(true)]).toEqual([0, 1]);
    await client.send(new RestoreSecretCommand({ SecretId: 'a' }));
    expect(await value('a')).toBe('one');
    await client.send(new DeleteSecretCommand({ SecretId: 'a', RecoveryWindowInDays: 7 }));
    await clock.advance(7 * day);
    await create('a', 'two');
    expect(await value('a')).toBe('two');
  });

  it('deletes at once where told to, a secret that is not there as well', async () => {
    await create('a', 'one');
    const remove = (more: object) =>
      client.send(new DeleteSecretCommand({ SecretId: 'a', ForceDeleteWithoutRecovery: true, ...more }));
    await expect(remove({ RecoveryWindowInDays: 7 })).rejects.toThrow(
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    );
    await remove({});
    await remove({});
    await expect(value('a')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('lists by filters, page by page, with tags and without values', async () => {
    for (const name of ['app/b', 'app/a', 'web']) await create(name, 'hunter2', { Description: `Of ${name}` });
    await client.send(
      new TagResourceCommand({ SecretId: 'web', Tags: [{ Key: 'team', Value: 'chat' }, { Key: 'x' }] }),
    );
    await client.send(new UntagResourceCommand({ SecretId: 'web', TagKeys: ['x'] }));
    const names = async (Key: 'name' | 'tag-key' | 'description', ...Values: string[]) =>
      (await client.send(new ListSecretsCommand({ Filters: [{ Key, Values }] }))).SecretList?.map(({ Name }) => Name);
    expect(await names('name', 'app/')).toEqual(['app/a', 'app/b']);
    expect(await names('name', '!app/')).toEqual(['web']);
    expect(await names('tag-key', 'team')).toEqual(['web']);
    expect(await names('description', 'of w')).toEqual(['web']);
    const seen: unknown[] = [];
    for await (const page of paginateListSecrets({ client, pageSize: 2 }, {})) seen.push(...(page.SecretList ?? []));
    expect(seen).toHaveLength(3);
    expect(JSON.stringify(seen)).not.toContain('hunter2');
  });

  it('gives many values, and says of each that it cannot why', async () => {
    await create('a', 'one');
    expect(await client.send(new BatchGetSecretValueCommand({ SecretIdList: ['a', 'b'] }))).toMatchObject({
      SecretValues: [{ Name: 'a', SecretString: 'one' }],
      Errors: [{ SecretId: 'b', ErrorCode: 'ResourceNotFoundException' }],
    });
  });

  it.each([
    [{ Name: 'a b' }, 'ValidationException'],
    [{ Name: 'a'.repeat(513) }, 'ValidationException'],
    [{ Name: 'a', SecretString: 'x', ClientRequestToken: 'short' }, 'InvalidParameterException'],
    [{ Name: 'a', AddReplicaRegions: [{ Region: 'eu-west-1' }] }, 'InvalidRequestException'],
  ])('refuses what AWS refuses, and what is not built', async (input, name) => {
    await expect(client.send(new CreateSecretCommand(input))).rejects.toMatchObject({ name });
  });

  it('refuses values that do not fit, and does not repeat a secret', async () => {
    const long = create('a', 'x'.repeat(65_537));
    await expect(long).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value at 'secretString' failed to satisfy constraint: " +
        'Member must have length less than or equal to 65536',
    });
    const SecretBinary = new Uint8Array(65_537);
    await expect(client.send(new CreateSecretCommand({ Name: 'a', SecretBinary }))).rejects.toThrow(
      "at 'secretBinary'",
    );
    const SecretIdList = Array.from({ length: 21 }, (_none, index) => `s${index}`);
    await expect(client.send(new BatchGetSecretValueCommand({ SecretIdList }))).rejects.toThrow("at 'secretIdList'");
    await expect(client.send(new ListSecretsCommand({ MaxResults: 101 }))).rejects.toThrow(
      "Value '101' at 'maxResults'",
    );
    await expect(client.send(new DescribeSecretCommand({ SecretId: undefined }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining("Value null at 'secretId'") as string,
    });
  });
});
