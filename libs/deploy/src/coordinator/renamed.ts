import { LongshoreError, type Plan, type Renaming, tags } from '@longshore/model';
import { isRefusal } from '../aws/explain';
import { type Service } from '../aws/shapes';
import { tagsOf } from '../aws/tags';
import { destroy, type Part, planDestroy } from '../environment/destroy';
import { namesOf } from '../render/names';
import { type ResolvedService } from '../resolve/resolve-service';
import { type Place } from './place';
import { type Run } from './run';

/** Live services of an environment that its workspace does not have, by name. */
export async function strangersOf({
  environment,
  services,
  place,
}: Pick<Run, 'environment' | 'services' | 'place'>): Promise<Map<string, Service>> {
  const { cluster } = await place();
  const prefix = namesOf(environment.name, '').service;
  const own = new Set(services.map(({ name }) => namesOf(environment.name, name).service));
  const names = (await namesIn(cluster)).filter((name) => name.startsWith(prefix) && !own.has(name));
  const found = names.length > 0 ? await cluster.services.describe(names) : [];
  const active = found.filter(({ status }) => status === 'ACTIVE');
  return new Map(active.map((service) => [service.serviceName?.slice(prefix.length) ?? '', service]));
}

/**
 * The live service that a new one replaces under another name: it is of the same project or folder, or somebody has
 * confirmed it.
 */
export async function renamingOf(run: Run, service: ResolvedService): Promise<Renaming | undefined> {
  for (const [from, live] of await run.strangers()) {
    const known = tagsOf(live.tags);
    const confirmed = known[tags.renamedTo] === service.name;
    if (!confirmed && !isSame(from, known, service)) continue;
    const { parts } = await planDestroy(run, from);
    const what = parts.filter(goes).map((part) => part.what);
    return { from, parts: what, ...(!confirmed && { confirm: confirmationOf(from, service) }) };
  }
  return undefined;
}

/** One from before there were these tags had the name of its folder. */
function isSame(from: string, known: Record<string, string>, service: ResolvedService): boolean {
  const { [tags.environment]: environment = service.environment } = known;
  const { [tags.project]: project = from, [tags.root]: root = `apps/${from}` } = known;
  return environment === service.environment && (project === service.project || root === service.root);
}

/** A queue may hold messages that nobody has read. */
const goes = ({ kind }: Part): boolean => kind !== 'queue';

const confirmationOf = (from: string, { name, environment }: ResolvedService): string =>
  `npx longshore rename ${from} ${name} -e ${environment}`;

/**
 * Refuses a release that would replace a live service under another name before a person has confirmed it.
 * @throws LS1014
 */
export function refuseRenaming({ release: { service, environment }, renames }: Plan): void {
  if (!renames?.confirm) return;
  throw new LongshoreError('LS1014', {
    what: `${service} is not released to ${environment}: it would replace ${renames.from}, which is the same project`,
    why: `AWS renames nothing: ${service} is created, and then these are destroyed: ${renames.parts.join('; ')}`,
    fix: `${renames.confirm} --yes`,
  });
}

/**
 * Destroys a service that a deployed one has replaced under another name.
 * @returns what to say of it
 */
export async function endRenaming(run: Run, from: string): Promise<string> {
  const again = `npx longshore destroy ${from} -e ${run.environment.name}`;
  try {
    const plan = await planDestroy(run, from);
    await destroy(run, { ...plan, parts: plan.parts.filter(goes) }, () => undefined);
    const [queue] = plan.parts.filter((part) => !goes(part));
    return `${from}, which it replaces, is destroyed${queue ? `; ${queue.what} stays: ${again}` : ''}`;
  } catch (error) {
    return `${from}, which it replaces, is still there: ${(error as Error).message}; ${again}`;
  }
}

/** In a cluster that is not there nothing is live: the preflight says so. */
const namesIn = ({ services }: Place['cluster']): Promise<string[]> =>
  services.names().catch((error: unknown) => {
    if (isRefusal(error, 'ClusterNotFoundException')) return [];
    throw error;
  });
