import { isSuccess, LongshoreError, tags } from '@longshore/model';
import { tagValue } from '../aws/tags';
import { type Service } from '../aws/shapes';
import { type Place } from '../coordinator/place';
import { deployedService } from '../environment/deployed';
import { type OpenEnvironment } from '../environment/open-environment';
import { refuseUnderWay } from '../environment/restart';
import { primaryOf } from '../plan/delta';
import { revisionOf } from '../read/live';
import { type ResolvedService } from '../resolve/resolve-service';
import { checkVariable } from '../secrets/change';
import { declaredSecrets } from '../secrets/declared';
import { begunDespite } from '../watch/begun-despite';
import { ownDeploymentOf } from '../watch/own-deployment';
import { carry, type Carried } from './carry';
import { type Config, configPath } from './with-config';

/** What a change of config did. */
export interface ConfigChange {
  service: string;
  environment: string;
  /** The config from now on. */
  config: Config;
  /** Names that got another value, or lost it. */
  changed: string[];
  /** The revision that has it; absent if nothing changed or the service is not deployed yet. */
  revision?: number;
  durationMs: number;
}

/** Values to set, and names to remove. */
export interface WantedConfig {
  set?: Config;
  unset?: readonly string[];
}

/** How long the new tasks may take to become healthy, in milliseconds. */
const deadlineMs = 15 * 60_000;

/** What Parameter Store takes (Standard tier), in bytes. */
const longest = 4096;

/** Reads the config of a service. */
export async function readConfig(open: OpenEnvironment, service: string): Promise<Config> {
  const { parameters } = await open.place();
  return parameters.below(configPath(open.environment.name, service));
}

/**
 * Changes plain values of a service: keeps them in Parameter Store, and replaces its tasks by those of a revision that
 * has them. If the new tasks do not become healthy, the values are those of before again.
 * @throws LS1020 for a value that cannot be kept, LS1021 for a name that cannot be config, LS3119 while a rollout is under
 *   way, LS3135 if the change was taken back
 */
export async function changeConfig(
  open: OpenEnvironment,
  service: ResolvedService,
  { set = {}, unset = [] }: WantedConfig,
): Promise<ConfigChange> {
  const began = Date.now();
  for (const [name, value] of Object.entries(set)) checkPair(open, service, name, value);
  const place = await open.place();
  const live = await liveOf(open, service.name);
  if (live) refuseUnderWay({ service: service.name, environment: open.environment.name }, live);
  const before = await readConfig(open, service.name);
  const after = without({ ...before, ...set }, unset);
  const changed = Object.keys({ ...after, ...before }).filter((name) => before[name] !== after[name]);
  const result = { service: service.name, environment: open.environment.name, config: after, changed };
  await write(open, service.name, { from: before, to: after });
  const carried = live && (await goLive(open, live, result).catch(takeBack(open, result, before)));
  const durationMs = Date.now() - began;
  if (live && carried) await writeDown(place, live, carried, durationMs);
  return { ...result, ...(carried && { revision: carried.record.revision }), durationMs };
}

type Changed = Omit<ConfigChange, 'durationMs' | 'revision'>;

/** Replaces the tasks by those of a revision that has the config; undefined if they have it. */
async function goLive(open: OpenEnvironment, live: Service, changed: Changed): Promise<Carried | undefined> {
  const place = await open.place();
  const carried = await carriedTo(open, place, live, changed);
  if (carried) await rollOut(open, place, live, carried);
  return carried;
}

const takeBack = (open: OpenEnvironment, changed: Changed, before: Config) => async (error: unknown) => {
  await write(open, changed.service, { from: changed.config, to: before });
  throw takenBack(changed, error as Error);
};

const without = (config: Config, names: readonly string[]): Config =>
  Object.fromEntries(Object.entries(config).filter(([name]) => !names.includes(name)));

/** Variables that Longshore sets itself. */
const ours = ['PORT', 'QUEUE_NAME'];

function checkPair(open: OpenEnvironment, service: ResolvedService, name: string, value: string): void {
  checkVariable(name);
  const { environment } = open;
  const refuse = (why: string, fix: string) =>
    new LongshoreError('LS1021', { what: `${name} of ${service.name} cannot be config`, why, fix });
  const explain = `npx longshore explain ${service.name} -e ${environment.name}`;
  if (ours.includes(name)) throw refuse('Longshore sets it', explain);
  const isSecret = declaredSecrets(service, environment).some(
    ({ container, variable }) => container === service.name && variable === name,
  );
  if (isSecret) {
    throw refuse('it is a secret', `npx longshore secret set ${service.name} ${name} -e ${environment.name}`);
  }
  const size = Buffer.byteLength(value);
  if (size > 0 && size <= longest) return;
  const why = size === 0 ? 'Parameter Store takes no empty value' : `it has ${size} bytes of ${longest} at most`;
  throw new LongshoreError('LS1020', { what: `the value of ${name} cannot be kept`, why, fix: explain });
}

/** The service that is live; undefined for one that is not deployed yet. */
async function liveOf(open: OpenEnvironment, name: string): Promise<Service | undefined> {
  try {
    return await deployedService(open, name);
  } catch (error) {
    if (error instanceof LongshoreError && error.code === 'LS3112') return undefined;
    throw error;
  }
}

async function write(
  open: OpenEnvironment,
  service: string,
  { from, to }: { from: Config; to: Config },
): Promise<void> {
  const { parameters } = await open.place();
  const path = configPath(open.environment.name, service);
  for (const [name, value] of Object.entries(to)) {
    if (from[name] !== value) await parameters.put(`${path}${name}`, value, 'String');
  }
  for (const name of Object.keys(from)) {
    if (!Object.hasOwn(to, name)) await parameters.delete(`${path}${name}`);
  }
}

async function carriedTo(
  open: OpenEnvironment,
  place: Place,
  { taskDefinition = '' }: Service,
  { service, config, changed }: Changed,
): Promise<Carried | undefined> {
  const revision = await place.cluster.taskDefinitions.describe(taskDefinition);
  const words = changed.map((name) => (config[name] === undefined ? `-${name}` : `${name}=${config[name]}`));
  return revision && carry(open, place, { service, revision, config }, tagValue(words.join(' ')));
}

async function rollOut(open: OpenEnvironment, place: Place, live: Service, { record }: Carried): Promise<void> {
  const { serviceName = '' } = live;
  const { taskDefinition } = record;
  const before = primaryOf(live)?.id;
  const reading = { ...open, place };
  const applied = await place.cluster.services
    .update({ service: serviceName, taskDefinition })
    .catch((error: unknown) => begunDespite(error, { serviceName, before, taskDefinition }, reading));
  const deployment = primaryOf(await ownDeploymentOf(applied, before, reading)) ?? {};
  const rollout = {
    service: record.service,
    serviceName,
    deploymentId: deployment.id ?? '',
    createdAt: deployment.createdAt?.getTime() ?? 0,
    previousTaskDefinition: live.taskDefinition,
    deadlineAt: Date.now() + deadlineMs,
  };
  const { verdict, cause } = await (await open.poller()).watch(rollout, deployment, () => undefined);
  if (isSuccess(verdict)) return;
  throw new Error(`the rollout of revision ${record.revision} ended ${verdict}: ${cause ?? 'ECS gives no reason'}`);
}

/** On the revision how its rollout ended, on the service what is live now. */
async function writeDown({ cluster }: Place, live: Service, { record, tags: ledger }: Carried, durationMs: number) {
  const { [tags.config]: config = '', [tags.run]: run = '' } = ledger;
  const verdict = { [tags.verdict]: 'deployed', [tags.duration]: String(durationMs) };
  const revision = revisionOf(record.taskDefinition);
  await Promise.all([
    cluster.tag(record.taskDefinition, { ...verdict, [tags.proven]: new Date().toISOString() }),
    cluster.tag(live.serviceArn ?? '', { [tags.config]: config, [tags.run]: run, [tags.revision]: revision }),
  ]);
}

const takenBack = ({ service, environment, changed }: Changed, error: Error): LongshoreError =>
  new LongshoreError('LS3135', {
    what: `${changed.join(', ')} of ${service} in ${environment} ${changed.length === 1 ? 'is' : 'are'} as before`,
    why: error.message,
    fix: `npx longshore logs ${service} -e ${environment}`,
    cause: error,
  });
