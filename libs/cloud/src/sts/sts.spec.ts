import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { MemoryStore } from '../testing/memory-store';
import { openWire, type Wire } from '../testing/wire';
import { createSts } from '.';

describe('STS, through the SDK', () => {
  let wire: Wire;
  let client: STSClient;

  beforeEach(async () => {
    wire = await openWire([createSts()], new MemoryStore());
    client = new STSClient(wire.client);
  });
  afterEach(async () => {
    client.destroy();
    await wire.close();
  });

  it('says whose account it is', async () => {
    expect(await client.send(new GetCallerIdentityCommand({}))).toMatchObject({
      UserId: '123456789012',
      Account: '123456789012',
      Arn: 'arn:aws:iam::123456789012:root',
    });
  });

  it('lends nobody a role', async () => {
    const assume = new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::123456789012:role/rooms', RoleSessionName: 'me' });
    await expect(client.send(assume)).rejects.toMatchObject({ $metadata: { httpStatusCode: 501 } });
  });
});
