import { type ECRClient } from '@aws-sdk/client-ecr';
import { type Digest, isAbort, LongshoreError } from '@longshore/model';
import { areCredentialsRefused, renewCredentials } from '../aws/renew-credentials';
import { openRepository } from '../distribution/open-repository';
import { unreachable } from '../errors';
import { createTransport } from '../http/transport';
import { type Repository } from '../repository';
import { type EcrLogin, EcrLogins } from './ecr-login';
import { scanOf, scanPatience, type ScanPatience, type ScanResult } from './scan';

/** Which of the caller's registries. Credentials and endpoint are the SDK's own: its chain, `AWS_ENDPOINT_URL`. */
export interface EcrOptions {
  region: string;
  /** Whose registry; the caller's own where nothing is said. Another one has to let the caller in. */
  account?: string;
  /** Tags that may move, as `develop`; every other tag of a repository that is created stays where it is put. */
  mutableTags?: string[];
  /** How long a scan that is under way is waited for. */
  patience?: ScanPatience;
}

/** The registry of an AWS account in one region. */
export interface EcrRegistry {
  /** Opens a repository that is there. */
  repository(name: string): Promise<Repository>;
  /** User and password by which Docker pulls and pushes. */
  login(): Promise<{ username: string; password: string }>;
  /** Opens a repository, and creates it where it is missing: images are scanned on push, tags do not move. */
  ensureRepository(name: string, signal?: AbortSignal): Promise<Repository>;
  /** What the scan of an image found; one that is under way is waited for. */
  scan(name: string, digest: Digest, signal?: AbortSignal): Promise<ScanResult>;
}

/** Opens ECR; nothing is asked yet. Its methods throw LS2201 and LS2202. */
export function openEcr(options: EcrOptions): EcrRegistry {
  const transport = createTransport();
  let client: Promise<ECRClient> | undefined;
  const connect = () => (client ??= createClient(options.region));
  const logins = new EcrLogins(() => connect().then(logIn));
  const repository = async (name: string): Promise<Repository> => {
    const { host, protocol } = new URL(originOf((await logins.current()).origin, options.account));
    return openRepository({ host, name, credentials: logins, insecure: protocol === 'http:', transport });
  };
  return {
    repository,
    login: async () => pairOf((await logins.current()).authorization),
    ensureRepository: async (name, signal) => {
      await createWhereMissing(await connect(), name, options.mutableTags ?? [], signal);
      return repository(name);
    },
    scan: async (repositoryName, imageDigest, signal) =>
      scanOf(await connect(), { repositoryName, imageDigest }, options.patience ?? scanPatience, signal).catch(
        (error: Error) => Promise.reject(ecrError('say what the scan of the image found', error)),
      ),
  };
}

/** The registries of a region differ by account in their names alone, and take the same login. */
export const originOf = (own: string, account: string | undefined): string =>
  account === undefined ? own : own.replace(/\/\/\d{12}(?=\.dkr\.ecr\.)/, `//${account}`);

/** Takes a header `Basic …` apart. */
function pairOf(authorization: string): { username: string; password: string } {
  const pair = Buffer.from(authorization.replace(/^Basic /, ''), 'base64').toString();
  const colon = pair.indexOf(':');
  return { username: pair.slice(0, colon), password: pair.slice(colon + 1) };
}

async function createClient(region: string): Promise<ECRClient> {
  const { ECRClient } = await import('@aws-sdk/client-ecr');
  return new ECRClient({ region });
}

async function logIn(client: ECRClient): Promise<EcrLogin> {
  const { GetAuthorizationTokenCommand } = await import('@aws-sdk/client-ecr');
  const { authorizationData } = await client
    .send(new GetAuthorizationTokenCommand({}))
    .catch((error: Error) => Promise.reject(ecrError('log in', error)));
  const [data] = authorizationData ?? [];
  if (!data?.authorizationToken || !data.proxyEndpoint) throw ecrError('log in', new Error('the answer has no token'));
  return {
    origin: new URL(data.proxyEndpoint).origin,
    authorization: `Basic ${data.authorizationToken}`,
    expiresAt: data.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
  };
}

async function createWhereMissing(
  client: ECRClient,
  repositoryName: string,
  mutableTags: string[],
  abortSignal?: AbortSignal,
): Promise<void> {
  const { CreateRepositoryCommand, DescribeRepositoriesCommand } = await import('@aws-sdk/client-ecr');
  try {
    await client.send(new DescribeRepositoriesCommand({ repositoryNames: [repositoryName] }), { abortSignal });
    return;
  } catch (error) {
    if (!isNamed(error, 'RepositoryNotFoundException')) throw ecrError('describe the repository', error as Error);
  }
  const input = {
    repositoryName,
    imageScanningConfiguration: { scanOnPush: true },
    imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION' as const,
    // sha256-…: the lists of referrers that clients keep where a registry keeps none.
    imageTagMutabilityExclusionFilters: ['sha256-*', ...mutableTags].map((filter) => ({
      filterType: 'WILDCARD' as const,
      filter,
    })),
  };
  await client.send(new CreateRepositoryCommand(input), { abortSignal }).catch((error: Error) => {
    if (!isNamed(error, 'RepositoryAlreadyExistsException')) throw ecrError('create the repository', error);
  });
}

const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

/** What the SDK throws, told apart: ended by the caller, no answer, or no. */
function ecrError(action: string, error: Error): Error {
  if (isAbort(error)) return error;
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  if ($metadata && $metadata.httpStatusCode === undefined) return unreachable('ECR', error);
  const isSignedOut = error.name === 'CredentialsProviderError' || areCredentialsRefused(error);
  return new LongshoreError('LS2202', {
    what: `ECR refused to ${action}`,
    why: `${error.name}: ${error.message}`,
    fix: isSignedOut
      ? renewCredentials(process.env)
      : 'check the region and what the credentials may do: aws sts get-caller-identity',
    cause: error,
  });
}
