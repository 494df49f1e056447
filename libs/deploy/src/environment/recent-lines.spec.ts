import { RecentLines } from './recent-lines';

const line = (id: string, at: number) => ({ id, at, stream: 'task/rooms/1', message: id });
const ids = (lines: { id: string }[]) => lines.map(({ id }) => id);

it('gives each line once, however often it is read', () => {
  const recent = new RecentLines(0, 100);
  expect(ids(recent.take([line('a', 10), line('b', 20)]))).toEqual(['a', 'b']);
  expect(ids(recent.take([line('a', 10), line('b', 20), line('c', 30)]))).toEqual(['c']);
});

it('gives a line that comes late, in the order of time within one look', () => {
  const recent = new RecentLines(0, 100);
  recent.take([line('b', 90)]);
  expect(ids(recent.take([line('c', 95), line('late', 20), line('b', 90)]))).toEqual(['late', 'c']);
});

it('reads again only what may still be new, and never what lies before the time that was asked for', () => {
  const recent = new RecentLines(1000, 100);
  expect(recent.from).toBe(1000);
  recent.take([line('a', 1050)]);
  expect(recent.from).toBe(1000);
  recent.take([line('b', 5000)]);
  expect(recent.from).toBe(4900);
});

it('forgets lines that it does not read again', () => {
  const recent = new RecentLines(0, 100);
  recent.take([line('old', 10)]);
  recent.take([line('new', 1000)]);
  // A log service that gave it again against the question would show that it was forgotten.
  expect(ids(recent.take([line('old', 10), line('new', 1000)]))).toEqual(['old']);
});
