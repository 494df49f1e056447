import { type Environment, isAbout, LongshoreError, type Proven, type Release } from '@longshore/model';

/**
 * An image goes from environment to environment: the one before must have proven it.
 * @param proven the records on the image
 * @throws LS3109
 */
export function checkPromotion(
  { service, project, digest }: Pick<Release, 'service' | 'project' | 'digest'>,
  { name, spec }: Environment,
  proven: readonly Proven[],
): void {
  const { promotesFrom } = spec;
  if (promotesFrom === undefined) return;
  const own = proven.filter((record) => isAbout(record, digest));
  const environments = own
    .filter(({ predicate }) => predicate.service === service)
    .map((each) => each.predicate.environment);
  if (environments.includes(promotesFrom)) return;
  throw new LongshoreError('LS3109', {
    what: `${service} is not released to ${name}: ${digest} is not proven in ${promotesFrom}`,
    why:
      environments.length > 0
        ? `it is proven in ${[...new Set(environments)].join(', ')}`
        : 'the registry has no record that it became healthy anywhere',
    fix: `npx nx run ${project}:deploy -c ${promotesFrom}`,
  });
}
