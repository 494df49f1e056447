import { type Digest, type Environment, LongshoreError, type Release } from '@longshore/model';

/**
 * Refuses an image that is not what its inputs give: somebody has put another one into a registry or a cache.
 * @param rebuilt the digest that its inputs gave just now, without any cache
 * @throws LS3128
 */
export function checkRebuild({ service, project, digest }: Release, { name }: Environment, rebuilt: Digest): void {
  if (rebuilt === digest) return;
  throw new LongshoreError('LS3128', {
    what: `${service} is not released to ${name}: its image is not what its inputs give`,
    why: `built again without any cache it is ${rebuilt}, not ${digest}`,
    fix: `rm -rf dist/images/${service} .longshore/cache && npx nx run ${project}:deploy -c ${name} --skip-nx-cache`,
  });
}
