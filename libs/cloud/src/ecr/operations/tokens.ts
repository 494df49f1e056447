import { type GetAuthorizationTokenRequest, type GetAuthorizationTokenResponse } from '@aws-sdk/client-ecr';
import { type CallContext, type OperationTable } from '../../kernel';
import { issueToken } from '../../registry';
import { type EcrContext } from '../context';

/** The operation that lets clients into the registry. */
export const tokenOperations = ({ state, store, clock }: EcrContext): OperationTable => ({
  GetAuthorizationToken: async (
    _input: GetAuthorizationTokenRequest,
    { endpoint }: CallContext,
  ): Promise<GetAuthorizationTokenResponse> => {
    const { password, expiresAt } = issueToken(state, clock.now());
    // By its name this is a read, after which nobody else writes the state to disk.
    store.touch();
    await store.flush();
    return {
      authorizationData: [
        {
          authorizationToken: Buffer.from(`AWS:${password}`).toString('base64'),
          expiresAt: new Date(expiresAt),
          proxyEndpoint: endpoint,
        },
      ],
    };
  },
});
