import { type Graph, reachOf } from './reach';

const graph: Graph = {
  nodes: Object.fromEntries(
    ['apps/rooms', 'apps/users', 'libs/conversation', 'libs/kit', 'libs/kit/inner'].map((root) => [
      root.replace(/^(apps|libs)\//, ''),
      { data: { root } },
    ]),
  ),
  dependencies: {
    rooms: [{ target: 'conversation' }, { target: 'npm:pg' }],
    users: [{ target: 'kit' }],
    conversation: [{ target: 'kit' }],
    kit: [{ target: 'conversation' }],
  },
};

const services = ['rooms', 'users'].map((name) => ({ name, project: name }));

const changed = (file: string) => ({ file, commit: '0123456 Change it' });
const ways = (...files: string[]) =>
  reachOf(services, files.map(changed), graph).map(({ ways: all }) =>
    all.map(({ path, files: held }) => `${held.map(({ file }) => file).join()}: ${path.join(' → ')}`),
  );

test('a service is reached by its own files', () => {
  expect(ways('apps/rooms/src/main.ts')).toEqual([['apps/rooms/src/main.ts: rooms'], []]);
});

test('and through the projects that it depends on, by the shortest way, also in a circle', () => {
  expect(ways('libs/kit/index.ts')).toEqual([
    ['libs/kit/index.ts: kit → conversation → rooms'],
    ['libs/kit/index.ts: kit → users'],
  ]);
});

test('a file belongs to the innermost project', () => {
  expect(ways('libs/kit/inner/index.ts')).toEqual([[], []]);
});

test('what no project holds is named where nothing else is', () => {
  expect(ways('package-lock.json', 'apps/rooms/a.ts')).toEqual([['apps/rooms/a.ts: rooms'], ['package-lock.json: ']]);
});

test('a service is found in the graph by its project, and shown by its own name', () => {
  const [reached] = reachOf([{ name: 'chat', project: 'rooms' }], [changed('apps/rooms/src/main.ts')], graph);
  expect(reached).toMatchObject({ service: 'chat', ways: [{ path: ['rooms'] }] });
});
