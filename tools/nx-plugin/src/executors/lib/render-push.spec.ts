import { renderProgress, renderPush } from './render-push';

test('a push ends with one line', () => {
  const outcome = { reference: 'host/rooms@sha256:1', bytesSent: 5_040, size: 38_900_000, durationMs: 431 };
  expect(renderPush({ ...outcome, layersSent: 1, layersReused: 2 })).toBe(
    'host/rooms@sha256:1  38.9 MB  2 layers reused, 1 pushed  5.0 kB sent in 0.4 s',
  );
});

test('meanwhile it says how far it is', () => {
  expect(renderProgress({ bytesSent: 227, layersDone: 1, layers: 3 })).toBe('  227 B sent, 1 of 3 layers there');
});
