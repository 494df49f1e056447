import { VirtualClock } from '../testing/virtual-clock';
import { type CallContext, type Operation } from '../kernel';
import { MemoryStore } from '../testing/memory-store';
import { createSsm } from '.';

const context: CallContext = {
  region: 'us-east-1',
  account: '123456789012',
  requestId: 'request',
  endpoint: 'http://127.0.0.1:4566',
};

describe('Parameter Store', () => {
  const clock = new VirtualClock();
  let store: MemoryStore;

  beforeEach(() => {
    store = new MemoryStore();
  });

  const ssm = () => createSsm({ store, clock });
  const call = async <Output = unknown>(operation: string, input: object, from = context): Promise<Output> =>
    (await (ssm().service.operations[operation] as unknown as Operation)(input, from)) as Output;
  const put = (Name: string, Value: string, more: object = {}) =>
    call('PutParameter', { Name, Value, Type: 'String', ...more });
  const arn = 'arn:aws:ssm:us-east-1:123456789012:parameter/longshore/local/url';

  it('keeps a parameter, by name and by ARN', async () => {
    expect(await put('/longshore/local/url', 'postgres://')).toEqual({ Version: 1, Tier: 'Standard' });
    const Parameter = {
      ARN: arn,
      Name: '/longshore/local/url',
      Type: 'String',
      Value: 'postgres://',
      Version: 1,
      LastModifiedDate: new Date(clock.now()),
      DataType: 'text',
    };
    expect(await call('GetParameter', { Name: '/longshore/local/url' })).toEqual({ Parameter });
    expect(await call('GetParameter', { Name: arn })).toEqual({ Parameter });
  });

  it('is overwritten only when told to, and keeps its versions', async () => {
    await put('url', 'one');
    await expect(put('url', 'two')).rejects.toMatchObject({
      code: 'ParameterAlreadyExists',
      message:
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    });
    expect(await put('url', 'two', { Overwrite: true, Type: undefined })).toMatchObject({ Version: 2 });
    const value = async (Name: string) => (await call<{ Parameter: object }>('GetParameter', { Name })).Parameter;
    expect(await value('url')).toMatchObject({ Value: 'two', Type: 'String' });
    expect(await value('url:1')).toMatchObject({ Value: 'one', Selector: ':1' });
    await expect(value('url:3')).rejects.toMatchObject({ code: 'ParameterVersionNotFound' });
    await expect(value('nope:1')).rejects.toMatchObject({ code: 'ParameterNotFound' });
    const forTasks = ssm().parameters;
    expect(['url', 'url:1', 'url:3'].map((reference) => forTasks.value(reference))).toEqual(['two', 'one', undefined]);
    expect(await call('GetParameterHistory', { Name: 'url' })).toMatchObject({
      Parameters: [{ Value: 'one' }, { Value: 'two' }],
    });
  });

  it('keeps the newest 100 versions', async () => {
    for (let version = 1; version <= 102; version++) await put('url', String(version), { Overwrite: true });
    await expect(call('GetParameter', { Name: 'url:2' })).rejects.toMatchObject({ code: 'ParameterVersionNotFound' });
    expect(await call('GetParameter', { Name: 'url:3' })).toMatchObject({ Parameter: { Value: '3' } });
  });

  it('shows a secret only to who asks to decrypt it', async () => {
    await put('/db/password', 'hunter2', { Type: 'SecureString' });
    const get = (WithDecryption: boolean) =>
      call<{ Parameter: { Value: string } }>('GetParameter', { Name: '/db/password', WithDecryption });
    expect((await get(true)).Parameter.Value).toBe('hunter2');
    expect((await get(false)).Parameter.Value).not.toContain('hunter2');
    expect(ssm().parameters.value('/db/password')).toBe('hunter2');
  });

  it('gives many, and names those that are not there', async () => {
    await put('a', '1');
    expect(await call('GetParameters', { Names: ['a', 'b', 'a:9'] })).toMatchObject({
      Parameters: [{ Name: 'a', Value: '1' }],
      InvalidParameters: ['b', 'a:9'],
    });
    await expect(call('GetParameters', { Names: ['a', 'a'] })).rejects.toMatchObject({ code: 'ValidationException' });
  });

  it('finds parameters below a path, straight below or at any depth, page by page', async () => {
    for (const name of ['/app/b', '/app/a', '/app/deep/c', '/apple/d']) await put(name, name);
    const names = async (input: object) => {
      const { Parameters, NextToken } = await call<{ Parameters: { Name: string }[]; NextToken?: string }>(
        'GetParametersByPath',
        { Path: '/app', ...input },
      );
      return { names: Parameters.map(({ Name }) => Name), NextToken };
    };
    expect(await names({})).toEqual({ names: ['/app/a', '/app/b'], NextToken: undefined });
    const first = await names({ Recursive: true, MaxResults: 2 });
    const second = await names({ Recursive: true, MaxResults: 2, NextToken: first.NextToken });
    expect([...first.names, ...second.names]).toEqual(['/app/a', '/app/b', '/app/deep/c']);
    expect(second.NextToken).toBeUndefined();
  });

  it('describes parameters by filters', async () => {
    await put('/app/url', 'x', { Description: 'where it is' });
    await put('/app/key', 'y', { Type: 'SecureString' });
    const filter = (Key: string, Option: string, ...Values: string[]) =>
      call('DescribeParameters', { ParameterFilters: [{ Key, Option, Values }] });
    expect(await filter('Name', 'Contains', 'url')).toMatchObject({
      Parameters: [{ Name: '/app/url', Type: 'String', Description: 'where it is', Tier: 'Standard' }],
    });
    expect(await filter('Type', 'Equals', 'SecureString')).toMatchObject({
      Parameters: [{ Name: '/app/key', KeyId: 'alias/aws/ssm' }],
    });
    await expect(filter('Label', 'Equals', 'x')).rejects.toMatchObject({ code: 'UnsupportedFeatureException' });
    await expect(filter('Name', 'Like', 'x')).rejects.toMatchObject({ code: 'InvalidFilterOption' });
  });

  it('deletes', async () => {
    for (const name of ['a', 'b']) await put(name, '1');
    await call('DeleteParameter', { Name: 'a' });
    await expect(call('DeleteParameter', { Name: 'a' })).rejects.toMatchObject({ code: 'ParameterNotFound' });
    expect(await call('DeleteParameters', { Names: ['a', 'b'] })).toEqual({
      DeletedParameters: ['b'],
      InvalidParameters: ['a'],
    });
  });

  it('tags', async () => {
    await put('a', '1', { Tags: [{ Key: 'team', Value: 'chat' }] });
    const resource = { ResourceType: 'Parameter', ResourceId: 'a' };
    await call('AddTagsToResource', { ...resource, Tags: [{ Key: 'owner', Value: 'ann' }] });
    await call('RemoveTagsFromResource', { ...resource, TagKeys: ['team'] });
    expect(await call('ListTagsForResource', resource)).toEqual({ TagList: [{ Key: 'owner', Value: 'ann' }] });
    await expect(call('ListTagsForResource', { ...resource, ResourceId: 'b' })).rejects.toMatchObject({
      code: 'InvalidResourceId',
    });
  });

  it.each(['aws-key', '/ssm/key', 'a/b', '/a//b', 'a b', '../a', `/a${'/b'.repeat(15)}`])(
    'has no name %s',
    async (name) => {
      await expect(put(name, 'x')).rejects.toMatchObject({ code: 'ValidationException' });
    },
  );

  it('refuses a value that is empty or too large, and a new parameter of no type', async () => {
    await expect(put('a', '')).rejects.toMatchObject({ code: 'ValidationException' });
    await expect(put('a', 'x'.repeat(4097))).rejects.toMatchObject({ code: 'ValidationException' });
    expect(await put('a', 'x'.repeat(4097), { Tier: 'Advanced' })).toMatchObject({ Tier: 'Advanced' });
    await expect(put('b', 'x', { Type: undefined })).rejects.toMatchObject({
      message: 'A parameter type is required when you create a parameter.',
    });
  });

  it('is kept apart by region', async () => {
    await put('a', 'here');
    await call('PutParameter', { Name: 'a', Value: 'there', Type: 'String' }, { ...context, region: 'eu-west-1' });
    const { parameters } = ssm();
    expect(await call('GetParameter', { Name: 'a' })).toMatchObject({ Parameter: { Value: 'here' } });
    expect(parameters.value('arn:aws:ssm:eu-west-1:123456789012:parameter/a')).toBe('there');
    expect(parameters.value('constructor')).toBeUndefined();
  });
});
