import { openRepository } from './distribution/open-repository';
import { openEcr } from './ecr/ecr-registry';
import { createTransport } from './http/transport';
import { ChallengedCredentials } from './login/challenged-credentials';
import { dockerLogin } from './login/docker-login';
import { ecrOf } from './login/registry-login';
import { type ImageReference } from './reference';
import { type Repository } from './repository';

/**
 * Opens the repository of any image that has a name: as an AWS principal where it is ECR, with what `docker login` left
 * where that has a login, else as nobody in particular. Nothing is asked yet elsewhere than at ECR.
 */
export async function openReference(
  { host, repository }: Pick<ImageReference, 'host' | 'repository'>,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Repository> {
  const ecr = ecrOf(host);
  if (ecr) return openEcr(ecr).repository(repository);
  const transport = createTransport();
  const login = () => dockerLogin(host, environment);
  const credentials = new ChallengedCredentials({ host, transport, login });
  return openRepository({ host, name: repository, credentials, transport });
}
