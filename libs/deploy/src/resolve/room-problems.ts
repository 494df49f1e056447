import { type Problem, type Sidecar } from '@longshore/model';
import { defaults } from './defaults';
import { type Layer, type Place, settledIn } from './layers';

/** Most containers of a task definition, the service's own included. Source: "Amazon ECS service quotas". */
const mostContainers = 10;

/** A container beside the service, and the place that decided it. */
export interface PlacedSidecar {
  name: string;
  sidecar: Sidecar;
  place: Place;
}

/** The containers beside a service, each as the strongest file sets it. */
export function sidecarsIn(layers: readonly Layer[]): PlacedSidecar[] {
  const names = [...new Set(layers.flatMap(({ fields }) => Object.keys(fields.sidecars ?? {})))];
  return names.flatMap((name) => {
    const settled = settledIn(layers, `sidecars.${name}`);
    return settled ? [{ name, sidecar: settled.value as Sidecar, place: settled.place }] : [];
  });
}

/** Sidecars that do not fit into the task: too many of them, or more CPU or memory than it has. */
export function roomProblems(layers: readonly Layer[]): Problem[] {
  const sidecars = sidecarsIn(layers);
  const last = sidecars.at(-1);
  if (!last) return [];
  const tooMany =
    sidecars.length < mostContainers
      ? []
      : [{ ...last.place, message: `a task has at most ${mostContainers} containers, and this is one more` }];
  return [...tooMany, ...taken(layers, sidecars, 'cpu', 'CPU units'), ...taken(layers, sidecars, 'memory', 'MiB')];
}

/** The service needs some of the task’s CPU and memory for itself. Source: "Task size", ECS developer guide. */
function taken(layers: readonly Layer[], sidecars: PlacedSidecar[], what: 'cpu' | 'memory', unit: string): Problem[] {
  const all = Number(settledIn(layers, what)?.value ?? defaults[what]);
  const largest = [...sidecars].sort((one, other) => (other.sidecar[what] ?? 0) - (one.sidecar[what] ?? 0))[0];
  const sum = sidecars.reduce((total, { sidecar }) => total + (sidecar[what] ?? 0), 0);
  if (!largest || sum < all) return [];
  const { file, path } = largest.place;
  const message = `the sidecars take ${sum} of the task’s ${all} ${unit}, which leaves none for the service`;
  return [{ file, path: `${path}.${what}`, message }];
}
