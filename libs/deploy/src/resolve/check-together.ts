import { configError, type Problem, type Service, type ServiceSpec } from '@longshore/model';
import { defaults } from './defaults';
import { unfitForFargate } from './fargate-sizes';
import { isOnFargate } from './compute';
import { containerProblems } from './container-problems';
import { type Layer, settledIn } from './layers';

/**
 * Checks what no file can be wrong in by itself: fields that several files set, and that have to go together.
 * @throws LS1001 that names for each problem the file and path that decided
 */
export function checkTogether(layers: readonly Layer[], { name, spec: { kind } }: Service): void {
  const problems = [...scalingProblems(layers, kind), ...sizeProblems(layers), ...containerProblems(layers, name)];
  if (problems.length > 0) throw configError('LS1001', problems);
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
