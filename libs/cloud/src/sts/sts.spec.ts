import { type CallContext } from '../kernel';
import { createSts } from '.';

describe('STS', () => {
  it('says whose account it is', () => {
    const context: CallContext = {
      region: 'us-east-1',
      account: '123456789012',
      requestId: 'request',
      endpoint: 'http://127.0.0.1:4566',
    };
    expect(createSts().operations['GetCallerIdentity']?.({} as never, context)).toEqual({
      UserId: '123456789012',
      Account: '123456789012',
      Arn: 'arn:aws:iam::123456789012:root',
    });
  });
});
