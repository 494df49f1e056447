import { type AwsService, type Store } from '../kernel';
import { Calls, createDispatcher } from '../protocol';
import { endpointOf, openServer } from '../server';

/** Some emulated services behind a port, for the SDK's clients. */
export interface Wire {
  /** What clients are made with. */
  readonly client: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
    maxAttempts: number;
  };
  close(): Promise<void>;
}

/** Opens services on a free port, as the account 123456789012 in us-east-1. */
export async function openWire(services: AwsService[], store: Store): Promise<Wire> {
  const unused = (): Promise<never> => Promise.reject(new Error('not asked for here'));
  const dispatch = createDispatcher({ services, account: '123456789012', calls: new Calls(), store });
  const server = await openServer(0, { dispatch, registry: unused, control: unused });
  const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret' };
  return {
    client: { endpoint: endpointOf(server), region: 'us-east-1', credentials, maxAttempts: 1 },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
