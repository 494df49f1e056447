import { type GetCallerIdentityRequest, type GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import { type AwsService, type CallContext } from '../kernel';

/** Makes the emulated STS: whoever signs is the account's root, since nobody here has a secret key. */
export const createSts = (): AwsService => ({
  id: 'sts',
  protocol: { kind: 'query', version: '2011-06-15', namespace: 'https://sts.amazonaws.com/doc/2011-06-15/' },
  get schemas() {
    return import('@aws-sdk/client-sts');
  },
  operations: {
    GetCallerIdentity: (_input: GetCallerIdentityRequest, { account }: CallContext): GetCallerIdentityResponse => ({
      UserId: account,
      Account: account,
      Arn: `arn:aws:iam::${account}:root`,
    }),
  },
});
