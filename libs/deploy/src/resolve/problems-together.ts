import { type Environment, type Problem, type Service, type ServiceSpec } from '@longshore/model';
import { defaults } from './defaults';
import { unfitForFargate } from './fargate-sizes';
import { isOnFargate } from './compute';
import { containerProblems } from './container-problems';
import { type Layer, layersOf, settledIn } from './layers';
import { limitProblems } from './limit-problems';
import { roomProblems } from './room-problems';

/**
 * The problems that no file has by itself: fields that several files set and that have to go together, and what AWS
 * refuses although the embedded cloud accepts it. Each names the file and path that decided.
 */
export function problemsTogether(service: Service, environment: Environment): Problem[] {
  const { name, spec } = service;
  const layers = layersOf(service, environment);
  return [
    // What an environment sets for all services is for those that it suits.
    ...(spec.kind === 'http' ? [...limitProblems(layers, environment.spec.embedded), ...healthProblems(layers)] : []),
    ...rolloutProblems(layers),
    ...scalingProblems(layers, spec.kind),
    ...sizeProblems(layers),
    ...containerProblems(layers, name),
    ...roomProblems(layers),
  ];
}

/** Source: CreateTargetGroup answers "Health check interval must be greater than the timeout". */
function healthProblems(layers: readonly Layer[]): Problem[] {
  const [interval, timeout] = [settledIn(layers, 'health.intervalSeconds'), settledIn(layers, 'health.timeoutSeconds')];
  const [between, until] = [
    Number(interval?.value ?? defaults.health.intervalSeconds),
    Number(timeout?.value ?? defaults.health.timeoutSeconds),
  ];
  if (between > until) return [];
  const message = `has to be longer than health.timeoutSeconds, which is ${until}`;
  if (interval) return [{ ...interval.place, message }];
  return timeout
    ? [{ ...timeout.place, message: `has to be shorter than health.intervalSeconds, which is ${between}` }]
    : [];
}

/** Source: CreateService refuses 100 and 100, because no deployment could begin. */
function rolloutProblems(layers: readonly Layer[]): Problem[] {
  const floor = settledIn(layers, 'rollout.minimumHealthyPercent');
  const ceiling = settledIn(layers, 'rollout.maximumPercent');
  if (!ceiling || Number(ceiling.value) > Number(floor?.value ?? defaults.rollout.minimumHealthyPercent)) return [];
  return [{ ...ceiling.place, message: 'has to be above rollout.minimumHealthyPercent, or no rollout could begin' }];
}

/** Fargate has sizes; instances take what fits them. */
function sizeProblems(layers: readonly Layer[]): Problem[] {
  const compute = layers.map(({ fields }) => fields.compute).findLast((each) => each !== undefined);
  if (!isOnFargate(compute ?? defaults.compute)) return [];
  const [cpu, memory] = [settledIn(layers, 'cpu'), settledIn(layers, 'memory')];
  const unfit = unfitForFargate(Number(cpu?.value ?? defaults.cpu), Number(memory?.value ?? defaults.memory));
  if (!unfit) return [];
  const place = (unfit.field === 'cpu' ? cpu : memory)?.place ?? cpu?.place;
  return place ? [{ ...place, message: unfit.message }] : [];
}

/** What can be measured of a kind, and what only of others. */
const measuresOf = {
  http: { own: ['cpu', 'memory', 'requestsPerTarget'], others: 'messagesPerTask' },
  worker: { own: ['cpu', 'memory', 'messagesPerTask'], others: 'requestsPerTarget' },
} as const satisfies Record<ServiceSpec['kind'], object>;

function scalingProblems(layers: readonly Layer[], kind: ServiceSpec['kind']): Problem[] {
  const { own: measures, others } = measuresOf[kind];
  // What an environment says of all services is for those whom it suits.
  const [, ...ofService] = layers;
  const unfit = settledIn(ofService, `scaling.${others}`);
  if (unfit) return [{ ...unfit.place, message: `nothing of the kind ${kind} can be measured so` }];
  const min = settledIn(layers, 'copies.min');
  const max = settledIn(layers, 'copies.max');
  const measured = measures.flatMap((measure) => settledIn(layers, `scaling.${measure}`) ?? []);
  const least = Number(min?.value ?? defaults.copies.min);
  if (!max) {
    return measured
      .slice(0, 1)
      .map(({ place }) => ({ ...place, message: 'scales nothing as long as copies.max is not set' }));
  }
  const most = Number(max.value);
  if (most < least) return [{ ...max.place, message: `${most} is less than copies.min, which is ${least}` }];
  if (most === least || measured.length > 0) return [];
  const message = `nothing decides when to scale: set one of ${measures.map((name) => `scaling.${name}`).join(', ')}`;
  return [{ ...max.place, message }];
}
