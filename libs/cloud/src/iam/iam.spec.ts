import {
  CreateRoleCommand,
  DeleteRoleCommand,
  GetRoleCommand,
  IAMClient,
  NoSuchEntityException,
  paginateListRoles,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { MemoryStore } from '../testing/memory-store';
import { VirtualClock } from '../testing/virtual-clock';
import { openWire, type Wire } from '../testing/wire';
import { createIam, trustsTasks } from '.';

describe('IAM, through the SDK', () => {
  const clock = new VirtualClock();
  let wire: Wire;
  let client: IAMClient;

  beforeEach(async () => {
    const store = new MemoryStore();
    wire = await openWire([createIam({ store, clock })], store);
    client = new IAMClient(wire.client);
  });
  afterEach(async () => {
    client.destroy();
    await wire.close();
  });

  const create = (RoleName: string, more: object = {}) =>
    client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trustsTasks, ...more }));

  it('keeps a role with its trust policy', async () => {
    await create('shop-task', { Path: '/team/', Tags: [{ Key: 'team', Value: 'chat' }] });
    const { Role } = await client.send(new GetRoleCommand({ RoleName: 'shop-task' }));
    expect(Role).toMatchObject({
      Arn: 'arn:aws:iam::123456789012:role/team/shop-task',
      RoleName: 'shop-task',
      Path: '/team/',
      CreateDate: new Date(clock.now()),
      MaxSessionDuration: 3600,
      Tags: [{ Key: 'team', Value: 'chat' }],
    });
    expect(Role?.RoleId).toMatch(/^AROA[A-Z2-7]{17}$/);
    expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))).toEqual(JSON.parse(trustsTasks));
  });

  it('gives a role another trust policy, which has to be one', async () => {
    await create('a');
    const update = (RoleName: string, PolicyDocument: string) =>
      client.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
    const other = trustsTasks.replace('ecs-tasks', 'lambda');
    await update('a', other);
    const { Role } = await client.send(new GetRoleCommand({ RoleName: 'a' }));
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(other);
    await expect(update('a', '{')).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
    await expect(update('nope', other)).rejects.toBeInstanceOf(NoSuchEntityException);
  });

  it('says which role is not there, and which is there already', async () => {
    const missing = client.send(new GetRoleCommand({ RoleName: 'nope' }));
    await expect(missing).rejects.toBeInstanceOf(NoSuchEntityException);
    await expect(missing).rejects.toThrow('The role with name nope cannot be found.');
    await create('a');
    await expect(create('a')).rejects.toThrow('Role with name a already exists.');
    await client.send(new DeleteRoleCommand({ RoleName: 'a' }));
    await create('a');
  });

  it('lists roles page by page', async () => {
    for (const name of ['c', 'a', 'b']) await create(name);
    const names: unknown[] = [];
    for await (const { Roles = [] } of paginateListRoles({ client, pageSize: 2 }, {})) {
      names.push(...Roles.map(({ RoleName }) => RoleName));
    }
    expect(names).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['a b', trustsTasks, 'ValidationError'],
    ['a', '{', 'MalformedPolicyDocumentException'],
    ['a', '{"Statement":[{"Effect":"Allow","Action":"sts:AssumeRole"}]}', 'MalformedPolicyDocumentException'],
  ])('refuses the role %s with %s', async (name, AssumeRolePolicyDocument, error) => {
    await expect(create(name, { AssumeRolePolicyDocument })).rejects.toMatchObject({ name: error });
  });

  it.each([
    [
      'a'.repeat(65),
      {},
      "at 'roleName' failed to satisfy constraint: Member must have length less than or equal to 64",
    ],
    ['a', { MaxSessionDuration: 60 }, "Value '60' at 'maxSessionDuration' failed to satisfy constraint"],
    ['a', { AssumeRolePolicyDocument: undefined }, "Value null at 'assumeRolePolicyDocument' failed"],
    ['a', { Tags: [{ Key: '', Value: '' }] }, "Value '' at 'tags.1.member.key' failed to satisfy constraint"],
  ])('refuses the role %s with %j in the words of IAM', async (name, more, message) => {
    await expect(create(name, more)).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining(message) as string,
    });
  });
});
