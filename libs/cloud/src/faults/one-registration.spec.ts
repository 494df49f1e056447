import { type WireRequest } from '../protocol';
import { withOneRegistration } from './one-registration';

const ok = { status: 200, headers: {}, body: '{}' };
const services = [
  {
    id: 'ecs',
    protocol: { kind: 'json', targetPrefix: 'AmazonEC2ContainerServiceV20141113', version: '1.1' },
    schemas: {},
    operations: {},
  } as const,
];

const register = (family: string, region = 'us-east-1'): WireRequest => ({
  endpoint: 'http://127.0.0.1:4566',
  headers: {
    'x-amz-target': 'AmazonEC2ContainerServiceV20141113.RegisterTaskDefinition',
    authorization: `AWS4-HMAC-SHA256 Credential=AKID/20261123/${region}/ecs/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
  },
  body: JSON.stringify({ family }),
});

test('row "concurrent registration of one family": a plain ClientException, until the first is done', async () => {
  const waiting: (() => void)[] = [];
  const dispatch = withOneRegistration(() => new Promise((resolve) => waiting.push(() => resolve(ok))), services);
  const first = dispatch(register('rooms'));
  expect(await dispatch(register('rooms'))).toMatchObject({
    status: 400,
    headers: { 'x-amzn-errortype': 'ClientException' },
    body: expect.stringContaining(
      'Too many concurrent attempts to create a new revision of the specified family',
    ) as string,
  });
  const others = [dispatch(register('chat')), dispatch(register('rooms', 'eu-west-1'))];
  waiting.forEach((answer) => answer());
  expect(await Promise.all([first, ...others])).toEqual([ok, ok, ok]);
  const again = dispatch(register('rooms'));
  waiting.at(-1)?.();
  expect(await again).toEqual(ok);
});
