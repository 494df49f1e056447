import { openEcr } from '../ecr/ecr-registry';
import { dockerLogin, type Login } from './docker-login';

/** Whose registry an ECR host is, and where; undefined for any other host. */
export function ecrOf(host: string): { account: string; region: string } | undefined {
  const [, account, region] = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/.exec(host) ?? [];
  return account !== undefined && region !== undefined ? { account, region } : undefined;
}

/**
 * Who the caller is to a registry, for a program that pulls for us: an AWS principal where it is ECR, else whom
 * `docker login` left.
 * @returns undefined for nobody in particular
 * @throws LS2201, LS2202
 */
export function registryLogin(host: string, environment: NodeJS.ProcessEnv = process.env): Promise<Login | undefined> {
  const ecr = ecrOf(host);
  return ecr ? openEcr(ecr).login() : dockerLogin(host, environment);
}
