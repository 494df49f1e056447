import { LongshoreError, type Service, tags } from '@longshore/model';
import { namesOf } from '../render/names';
import { deployedService } from './deployed';
import { type Destruction, planDestroy } from './destroy';
import { type OpenEnvironment } from './open-environment';

/**
 * What goes when a live service is replaced under another name; writes nothing.
 * @param services of the workspace
 * @throws LS3112 if it is not live, LS1015 if the new name is live or the workspace still has the old one
 */
export async function planRename(
  open: OpenEnvironment,
  from: string,
  to: Service,
  services: readonly Service[],
): Promise<Destruction> {
  const environment = open.environment.name;
  if (services.some(({ name }) => name === from)) {
    throw cannot(from, to, `the workspace has a service ${from}`, `set "name" in ${to.root}/service.json`);
  }
  await deployedService(open, from);
  const place = await open.place();
  if ((await place.service(namesOf(environment, to.name).service))?.status === 'ACTIVE') {
    throw cannot(from, to, `${to.name} is live already`, `npx longshore destroy ${from} -e ${environment}`);
  }
  const plan = await planDestroy(open, from);
  const queues = plan.parts.filter(({ kind }) => kind === 'queue').map(({ what }) => what);
  return { ...plan, parts: plan.parts.filter(({ kind }) => kind !== 'queue'), kept: [...queues, ...plan.kept] };
}

/** Notes on a live service that a deploy may replace it under another name. */
export async function confirmRename(open: OpenEnvironment, from: string, to: Service): Promise<void> {
  const { serviceArn = '' } = await deployedService(open, from);
  await (await open.place()).cluster.tag(serviceArn, { [tags.renamedTo]: to.name });
}

const cannot = (from: string, { name }: Service, why: string, fix: string): LongshoreError =>
  new LongshoreError('LS1015', { what: `${from} cannot be renamed to ${name}`, why, fix });
