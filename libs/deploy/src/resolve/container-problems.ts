import { nearest, type Problem, type Sidecar } from '@longshore/model';
import { type Layer, type Place, settledIn } from './layers';
import { sidecarsIn } from './room-problems';

/** What is wrong with the containers of a service's tasks: names that are taken, and waiting for what is not there. */
export function containerProblems(layers: readonly Layer[], service: string): Problem[] {
  const sidecars = sidecarsIn(layers);
  const own = settledIn(layers, 'dependsOn');
  const containers = new Map<string, Awaited>([
    [service, { isChecked: settledIn(layers, 'containerHealth') !== undefined, essential: true }],
    ...sidecars.map(({ name, sidecar }): [string, Awaited] => [
      name,
      { isChecked: !!sidecar.health, essential: sidecar.essential },
    ]),
  ]);
  const waiting: Waiting[] = [
    ...(own ? [{ waits: service, on: own.value as Sidecar['dependsOn'], place: own.place }] : []),
    ...sidecars.map(({ name, sidecar, place }) => ({
      waits: name,
      on: sidecar.dependsOn,
      place: { ...place, path: `${place.path}.dependsOn` },
    })),
  ];
  return [
    ...sidecars
      .filter(({ name }) => name === service)
      .map(({ place }) => ({ ...place, message: 'is the name of the service’s own container' })),
    ...waiting.flatMap(({ waits, on, place: { file, path } }) =>
      Object.entries(on).flatMap(([name, condition]) => {
        const message = reasonAgainst(waits, name, condition, containers);
        return message ? [{ file, path: `${path}.${name}`, message }] : [];
      }),
    ),
    ...sidecars.flatMap(({ sidecar, place: { file, path } }) =>
      Object.keys(sidecar.secrets)
        .filter((name) => name in sidecar.environment)
        .map((name) => ({ file, path: `${path}.secrets.${name}`, message: 'is in its environment, too' })),
    ),
    ...circleProblems(waiting),
  ];
}

/** What a container that waits for another one has to know of it. */
interface Awaited {
  isChecked: boolean;
  /** Its end is the end of the task. */
  essential: boolean;
}

interface Waiting {
  waits: string;
  on: Sidecar['dependsOn'];
  place: Place;
}

/** Containers that wait for one another: none of them would ever start. */
function circleProblems(waiting: readonly Waiting[]): Problem[] {
  const awaited = new Map(waiting.map(({ waits, on }) => [waits, Object.keys(on)]));
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    (awaited.get(from) ?? []).some((next) => {
      if (next === to) return true;
      if (seen.has(next)) return false;
      return reaches(next, to, seen.add(next));
    });
  return waiting
    .filter(({ waits, on }) => !(waits in on) && reaches(waits, waits))
    .map(({ waits, place }) => ({ ...place, message: `${waits} waits for itself, by way of others` }))
    .slice(0, 1);
}

/** Source: RegisterTaskDefinition refuses each of them. */
function reasonAgainst(waits: string, name: string, condition: string, containers: Map<string, Awaited>) {
  if (waits === name) return 'a container cannot wait for itself';
  const awaited = containers.get(name);
  if (!awaited) {
    const near = nearest(name, [...containers.keys()]);
    return `no container of the task has that name${near ? `; did you mean ${near}?` : ''}`;
  }
  if (['COMPLETE', 'SUCCESS'].includes(condition) && awaited.essential) {
    return `${name} is essential: the task ends when it does`;
  }
  if (condition === 'HEALTHY' && !awaited.isChecked) return `${name} has no health check, so it never gets HEALTHY`;
  return undefined;
}
