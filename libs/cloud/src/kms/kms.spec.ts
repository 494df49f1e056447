import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  type CreateKeyRequest,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  GetPublicKeyCommand,
  type KeySpec,
  KMSClient,
  ListAliasesCommand,
  NotFoundException,
  paginateListKeys,
  ScheduleKeyDeletionCommand,
  SignCommand,
  type SignCommandInput,
  type SigningAlgorithmSpec,
  VerifyCommand,
} from '@aws-sdk/client-kms';
import { FileStore } from '../kernel/file-store';
import { VirtualClock } from '../testing/virtual-clock';
import { openWire, type Wire } from '../testing/wire';
import { createKms } from '.';

const day = 86_400_000;
const message = Buffer.from('a statement');
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest();

describe('KMS, through the SDK', () => {
  let folder: string;
  let clock: VirtualClock;
  let store: FileStore;
  let wire: Wire;
  let client: KMSClient;

  const open = async () => {
    store = new FileStore(folder);
    wire = await openWire([createKms({ store, clock })], store);
    client = new KMSClient(wire.client);
  };
  const close = async () => {
    client.destroy();
    await wire.close();
    await store.flush();
  };
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'longshore-kms-'));
    clock = new VirtualClock();
    await open();
  });
  afterEach(async () => {
    await close();
    rmSync(folder, { recursive: true, force: true });
  });

  const create = async (more: CreateKeyRequest = {}) => {
    const asked = { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY', ...more } as const;
    return (await client.send(new CreateKeyCommand(asked))).KeyMetadata?.Arn ?? '';
  };
  const sign = async (KeyId: string, more: Partial<SignCommandInput> = {}) => {
    const asked = { KeyId, Message: message, SigningAlgorithm: 'ECDSA_SHA_256', ...more } as const;
    return Buffer.from((await client.send(new SignCommand(asked))).Signature ?? []);
  };
  const publicKey = async (KeyId: string) => {
    const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId }));
    return createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
  };

  it('makes a key pair and describes it, by id, ARN and alias', async () => {
    const arn = await create({ Description: 'evidence' });
    expect(arn).toMatch(/^arn:aws:kms:us-east-1:123456789012:key\/[0-9a-f-]{36}$/);
    await client.send(new CreateAliasCommand({ AliasName: 'alias/evidence', TargetKeyId: arn }));
    const names = [arn, arn.split('/')[1], 'alias/evidence', 'arn:aws:kms:us-east-1:123456789012:alias/evidence'];
    for (const KeyId of names) {
      expect((await client.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata).toMatchObject({
        Arn: arn,
        Description: 'evidence',
        Enabled: true,
        KeyState: 'Enabled',
        KeySpec: 'ECC_NIST_P256',
        KeyUsage: 'SIGN_VERIFY',
        SigningAlgorithms: ['ECDSA_SHA_256'],
      });
    }
  });

  it.each<[KeySpec, SigningAlgorithmSpec, hash: string]>([
    ['ECC_NIST_P256', 'ECDSA_SHA_256', 'sha256'],
    ['ECC_NIST_P384', 'ECDSA_SHA_384', 'sha384'],
    ['ECC_NIST_P521', 'ECDSA_SHA_512', 'sha512'],
    ['ECC_SECG_P256K1', 'ECDSA_SHA_256', 'sha256'],
    ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_256', 'sha256'],
    ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_384', 'sha384'],
    ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_512', 'sha512'],
  ])('signs with %s and %s what Node and Verify accept, message and digest alike', async (KeySpec, algorithm, hash) => {
    const arn = await create({ KeySpec });
    const key = await publicKey(arn);
    // Enough for numbers that need a zero in front, and for those that are shorter.
    for (let round = 0; round < 8; round++) {
      const Message = randomBytes(100);
      const digest = createHash(hash).update(Message).digest();
      for (const signed of [{ Message }, { Message: digest, MessageType: 'DIGEST' as const }]) {
        const Signature = await sign(arn, { ...signed, SigningAlgorithm: algorithm });
        expect(verify(hash, Message, key, Signature)).toBe(true);
        const asked = { KeyId: arn, SigningAlgorithm: algorithm, Signature };
        for (const other of [{ Message }, { Message: digest, MessageType: 'DIGEST' as const }]) {
          expect(await client.send(new VerifyCommand({ ...asked, ...other }))).toMatchObject({ SignatureValid: true });
        }
        for (const wrong of [{ Message: digest }, { Message, Signature: Signature.map((byte) => byte ^ 1) }]) {
          const refused = client.send(new VerifyCommand({ ...asked, ...wrong }));
          await expect(refused).rejects.toMatchObject({ name: 'KMSInvalidSignatureException' });
        }
      }
    }
  });

  it('signs messages with RSASSA-PSS; a digest is refused as not built', async () => {
    const arn = await create({ KeySpec: 'RSA_2048' });
    const asked = { SigningAlgorithm: 'RSASSA_PSS_SHA_256' } as const;
    const Signature = await sign(arn, asked);
    const verified = await client.send(new VerifyCommand({ KeyId: arn, Message: message, Signature, ...asked }));
    expect(verified.SignatureValid).toBe(true);
    await expect(sign(arn, { ...asked, Message: sha256(message), MessageType: 'DIGEST' })).rejects.toMatchObject({
      name: 'UnsupportedOperationException',
      message: 'RSASSA_PSS_SHA_256 of a digest is not built into the embedded cloud.',
    });
  });

  it('refuses what does not fit the key, and messages that are too long', async () => {
    const arn = await create();
    await expect(sign(arn, { SigningAlgorithm: 'ECDSA_SHA_384' })).rejects.toMatchObject({
      name: 'InvalidKeyUsageException',
      message: 'Algorithm ECDSA_SHA_384 is incompatible with key spec ECC_NIST_P256.',
    });
    await expect(sign(arn, { MessageType: 'DIGEST' })).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Digest is invalid length for algorithm ECDSA_SHA_256.',
    });
    const tooLong = sign(arn, { Message: Buffer.alloc(4097) });
    await expect(tooLong).rejects.toMatchObject({ name: 'ValidationException', message: /less than or equal to 4096/ });
    await expect(sign(arn, { Message: Buffer.alloc(4096) })).resolves.toBeDefined();
    await expect(sign(arn, { SigningAlgorithm: 'SHA' as 'ECDSA_SHA_256' })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining("Value 'SHA' at 'signingAlgorithm'"),
    });
  });

  it('refuses keys of other accounts, regions and names in AWS’s words', async () => {
    const arn = await create();
    const missing = arn.replace(/.{12}$/, '000000000000');
    await expect(sign(missing)).rejects.toBeInstanceOf(NotFoundException);
    await expect(sign(missing)).rejects.toThrow(`Key '${missing}' does not exist`);
    await expect(sign('alias/none')).rejects.toThrow(
      'Alias arn:aws:kms:us-east-1:123456789012:alias/none is not found.',
    );
    await expect(sign(arn.replace('us-east-1', 'eu-west-1'))).rejects.toThrow('Invalid arn eu-west-1');
    await expect(sign(arn.replace('123456789012', '210987654321'))).rejects.toBeInstanceOf(NotFoundException);
  });

  it('signs nothing with a key that is disabled, until it is enabled', async () => {
    const arn = await create();
    await client.send(new DisableKeyCommand({ KeyId: arn }));
    for (const use of [sign(arn), publicKey(arn)]) {
      await expect(use).rejects.toMatchObject({ name: 'DisabledException', message: `${arn} is disabled.` });
    }
    await client.send(new EnableKeyCommand({ KeyId: arn }));
    expect(verify('sha256', message, await publicKey(arn), await sign(arn))).toBe(true);
  });

  it('deletes a key after its waiting period, unless that is cancelled', async () => {
    const arn = await create();
    const schedule = (days?: number) =>
      client.send(new ScheduleKeyDeletionCommand({ KeyId: arn, PendingWindowInDays: days }));
    await expect(schedule(6)).rejects.toMatchObject({ name: 'ValidationException' });
    expect(await schedule(7)).toMatchObject({ KeyState: 'PendingDeletion', PendingWindowInDays: 7 });
    for (const use of [sign(arn), client.send(new EnableKeyCommand({ KeyId: arn })), schedule(7)]) {
      await expect(use).rejects.toMatchObject({
        name: 'KMSInvalidStateException',
        message: `${arn} is pending deletion.`,
      });
    }
    await client.send(new CancelKeyDeletionCommand({ KeyId: arn }));
    await expect(sign(arn)).rejects.toMatchObject({ name: 'DisabledException' });
    const again = client.send(new CancelKeyDeletionCommand({ KeyId: arn }));
    await expect(again).rejects.toThrow(`${arn} is not pending deletion.`);
    await client.send(new CreateAliasCommand({ AliasName: 'alias/gone', TargetKeyId: arn }));
    expect((await schedule()).DeletionDate).toEqual(new Date(clock.now() + 30 * day));
    await clock.advance(30 * day);
    await expect(sign(arn)).rejects.toBeInstanceOf(NotFoundException);
    expect((await client.send(new ListAliasesCommand({}))).Aliases).toEqual([]);
  });

  it('lists keys and aliases', async () => {
    const arns = [await create(), await create(), await create()].sort();
    const pages = paginateListKeys({ client, pageSize: 2 }, {});
    const listed: (string | undefined)[] = [];
    for await (const { Keys = [] } of pages) listed.push(...Keys.map(({ KeyArn }) => KeyArn));
    expect(listed.sort()).toEqual(arns);
    const alias = { AliasName: 'alias/evidence', TargetKeyId: arns[0] };
    await client.send(new CreateAliasCommand(alias));
    await expect(client.send(new CreateAliasCommand(alias))).rejects.toMatchObject({ name: 'AlreadyExistsException' });
    const aliasesOf = async (KeyId?: string) => (await client.send(new ListAliasesCommand({ KeyId }))).Aliases;
    expect(await aliasesOf(arns[0])).toMatchObject([
      { AliasName: 'alias/evidence', TargetKeyId: arns[0]?.split('/')[1] },
    ]);
    expect(await aliasesOf(arns[1])).toEqual([]);
    await client.send(new DeleteAliasCommand({ AliasName: 'alias/evidence' }));
    expect(await aliasesOf()).toEqual([]);
  });

  it.each<[what: string, input: CreateKeyRequest]>([
    ['The key usage ENCRYPT_DECRYPT', { KeyUsage: undefined }],
    ['The key usage KEY_AGREEMENT', { KeyUsage: 'KEY_AGREEMENT' }],
    ['The key spec ML_DSA_44', { KeySpec: 'ML_DSA_44' }],
    ['The origin EXTERNAL', { Origin: 'EXTERNAL' }],
    ['MultiRegion', { MultiRegion: true }],
    ['Policy', { Policy: '{}' }],
    ['Tags', { Tags: [{ TagKey: 'team', TagValue: 'chat' }] }],
  ])('refuses by name what is not built: %s', async (what, input) => {
    await expect(create(input)).rejects.toMatchObject({
      name: 'UnsupportedOperationException',
      message: `${what} is not built into the embedded cloud.`,
    });
  });

  it('keeps keys over a restart', async () => {
    const arn = await create();
    const [known, signature] = [await publicKey(arn), await sign(arn)];
    await close();
    await open();
    expect((await publicKey(arn)).equals(known)).toBe(true);
    const asked = { KeyId: arn, Message: message, SigningAlgorithm: 'ECDSA_SHA_256' } as const;
    expect(await client.send(new VerifyCommand({ ...asked, Signature: signature }))).toMatchObject({
      SignatureValid: true,
    });
  });
});
