import {
  defaultHealth,
  environmentNames,
  isLongshoreError,
  readEnvironment,
  type ServiceOverride,
  type ServiceSpec,
} from '@longshore/model';
import { type Project } from '../image';

/**
 * How long a container may take to become healthy, in milliseconds: as long as the most patient environment of the
 * workspace gives it, for evidence is the same for all of them. Waiting changes no verdict: what answers is judged by
 * service.json alone.
 */
export function patienceOf({ workspace, service: { name, spec } }: Project): number {
  const environments = environmentNames(workspace).flatMap((environment) => layersOf(workspace, environment, name));
  const seconds = [{ before: {}, after: {} }, ...environments].map(({ before, after }) =>
    secondsOf(spec.kind, [before, spec, after]),
  );
  return Math.max(...seconds) * 1000;
}

/** What an environment sets before and after service.json; nothing if its file is wrong, which others report. */
function layersOf(workspace: string, environment: string, name: string) {
  try {
    const { defaults, services } = readEnvironment(workspace, environment).spec;
    return [{ before: defaults, after: services[name] ?? {} }];
  } catch (error) {
    if (isLongshoreError(error)) return [];
    throw error;
  }
}

/** Until ECS gives a task up: after the grace period, and as many checks as may fail; of both checks, the later one. */
function secondsOf(kind: ServiceSpec['kind'], layers: Pick<ServiceOverride, 'health' | 'containerHealth'>[]): number {
  const container = layers.map(({ containerHealth }) => containerHealth).findLast((health) => health !== undefined);
  const inside = container ? container.startSeconds + container.retries * container.intervalSeconds : 0;
  if (kind !== 'http') return inside;
  const health = Object.assign({ ...defaultHealth }, ...layers.map((layer) => layer.health)) as HealthSeconds;
  return Math.max(inside, health.graceSeconds + health.unhealthyThreshold * health.intervalSeconds);
}

type HealthSeconds = Record<'graceSeconds' | 'unhealthyThreshold' | 'intervalSeconds', number>;
