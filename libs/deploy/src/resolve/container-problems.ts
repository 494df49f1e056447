import { nearest, type Problem, type Sidecar } from '@longshore/model';
import { type Layer, settledIn } from './layers';

/** What is wrong with the containers of a service's tasks: names that are taken, and waiting for what is not there. */
export function containerProblems(layers: readonly Layer[], service: string): Problem[] {
  const names = [...new Set(layers.flatMap(({ fields }) => Object.keys(fields.sidecars ?? {})))];
  const sidecars = names.flatMap((name) => {
    const settled = settledIn(layers, `sidecars.${name}`);
    return settled ? [{ name, sidecar: settled.value as Sidecar, place: settled.place }] : [];
  });
  const own = settledIn(layers, 'dependsOn');
  const ownHealth = settledIn(layers, 'containerHealth') !== undefined;
  const healthy = new Map([
    [service, ownHealth],
    ...sidecars.map((each) => [each.name, !!each.sidecar.health] as const),
  ]);
  const waiting = [
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
        const message = reasonAgainst(waits, name, condition, healthy);
        return message ? [{ file, path: `${path}.${name}`, message }] : [];
      }),
    ),
  ];
}

function reasonAgainst(waits: string, name: string, condition: string, healthy: Map<string, boolean>) {
  if (waits === name) return 'a container cannot wait for itself';
  if (!healthy.has(name)) {
    const near = nearest(name, [...healthy.keys()]);
    return `no container of the task has that name${near ? `; did you mean ${near}?` : ''}`;
  }
  if (condition === 'HEALTHY' && !healthy.get(name)) return `${name} has no health check, so it never gets HEALTHY`;
  return undefined;
}
