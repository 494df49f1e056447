import { renderSettings } from './render-settings';
import { plain } from './style';

test('a setting is a line: field, value, and what decided it', () => {
  const lines = renderSettings(
    [
      { field: 'cpu', value: 256, from: 'default' },
      {
        field: 'route.paths',
        value: ['/rooms'],
        from: 'service',
        file: 'apps/rooms/service.json',
        path: 'route.paths',
      },
    ],
    plain,
  );
  expect(lines.split('\n')).toEqual([
    'cpu          256         default',
    'route.paths  ["/rooms"]  apps/rooms/service.json route.paths',
  ]);
});
