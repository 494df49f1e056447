import {
  type Service as WorkspaceService,
  type ServiceState,
  type ServiceStatus,
  tags,
  type Targets,
} from '@longshore/model';
import { type Service } from '../aws/shapes';
import { tagsOf } from '../aws/tags';
import { pathOf } from '../coordinator/url-of';
import { heldBackOf } from '../plan/held-back';
import { primaryOf } from '../plan/delta';
import { revisionOf } from '../read/live';
import { readTargets, unhealthyReason } from '../read/target-health';
import { namesOf } from '../render/names';
import { type OpenEnvironment } from './open-environment';

/**
 * Every service of the workspace in an environment, and those that run there without a folder here.
 * @param services of the workspace
 */
export async function statusOf(open: OpenEnvironment, services: WorkspaceService[]): Promise<ServiceStatus[]> {
  const place = await open.place();
  const { services: ecs } = place.cluster;
  const found = await ecs.describe(await ecs.names());
  const [head, url] = await Promise.all([open.history.head(), place.url()]);
  const prefix = namesOf(open.environment.name, '').service;
  const rows = rowsOf(services, found, prefix).map(async ({ name, workspace, service }): Promise<ServiceStatus> => {
    const targets = service && (await readTargets(service, place.loadBalancer.targetGroups));
    const status = describe(name, workspace !== undefined, service, targets);
    const path = workspace && pathOf(workspace);
    const behind = head && status.commit ? await open.history.distance(status.commit, head) : undefined;
    return {
      ...status,
      ...(behind !== undefined && { behind }),
      ...(status.state === 'orphan' && { destroy: `npx longshore destroy ${name} -e ${open.environment.name}` }),
      ...(url && service && path !== undefined && { url: `${url}${path}` }),
    };
  });
  return Promise.all(rows);
}

interface Row {
  name: string;
  workspace?: WorkspaceService;
  service?: Service;
}

/** Orphans last: what is here comes first. */
function rowsOf(services: WorkspaceService[], found: Service[], prefix: string): Row[] {
  const live = new Map(
    found
      .filter(({ status, serviceName }) => status !== 'INACTIVE' && serviceName?.startsWith(prefix))
      .map((service) => [service.serviceName?.slice(prefix.length) ?? '', service]),
  );
  const here = services.map((workspace) => ({ name: workspace.name, workspace, service: live.get(workspace.name) }));
  const names = new Set(services.map(({ name }) => name));
  const orphans = [...live].filter(([name]) => !names.has(name)).map(([name, service]) => ({ name, service }));
  return [...here, ...orphans];
}

/** What the tags of a service and its deployments say; the commit is known where the tags speak of the live revision. */
export function describe(
  name: string,
  isHere: boolean,
  service: Service | undefined,
  targets?: Targets,
): ServiceStatus {
  const { runningCount: running = 0, desiredCount: desired = 0 } = service ?? {};
  const state = stateOf(isHere, service, targets);
  if (!service) return { service: name, state, running, desired };
  const recorded = tagsOf(service.tags);
  const revision = revisionOf(service.taskDefinition);
  const ledger = recorded[tags.revision] === revision ? recorded : {};
  const [commit, subject] = [ledger[tags.commit], ledger[tags.subject]];
  const since = primaryOf(service)?.createdAt?.toISOString();
  const held = heldBackOf(service);
  return {
    service: name,
    state,
    running,
    desired,
    ...(targets && { targets }),
    ...scaledBetween(recorded),
    ...(revision && { revision: Number(revision) }),
    ...(commit && { commit }),
    ...(subject && { subject }),
    ...(since && { since }),
    ...(ledger[tags.untested] && { untested: ledger[tags.untested] }),
    ...(held && { heldBack: `rolled back by ${held.by} at ${held.at}` }),
  };
}

function scaledBetween(recorded: Record<string, string>): Pick<ServiceStatus, 'copies'> {
  const [min, max] = [recorded[tags.copies], recorded[tags.maxCopies]];
  return min && max ? { copies: { min: Number(min), max: Number(max) } } : {};
}

function stateOf(isHere: boolean, service: Service | undefined, targets: Targets | undefined): ServiceState {
  if (!service) return 'missing';
  if (!isHere) return 'orphan';
  const { rolloutState } = primaryOf(service) ?? {};
  if (rolloutState === 'FAILED') return 'failed';
  if (rolloutState === 'IN_PROGRESS') return 'rolling';
  const { runningCount = 0, desiredCount = 0 } = service;
  if (unhealthyReason(targets, desiredCount) !== undefined) return 'unhealthy';
  return runningCount < desiredCount ? 'short' : 'steady';
}
