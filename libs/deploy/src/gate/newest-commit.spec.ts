import { errorOf } from '../testing/error-of';
import { checkNewest, type Succession } from './newest-commit';

const succession = (fields: Partial<Succession>): Succession => ({
  service: 'rooms',
  environment: 'staging',
  released: { commit: 'a'.repeat(40), committedAt: '2026-01-01T00:00:00Z' },
  live: { commit: 'b'.repeat(40), committedAt: '2026-01-02T00:00:00Z' },
  isOlder: undefined,
  ...fields,
});

test('an older commit than what is live is refused', () => {
  const error = errorOf(() => checkNewest(succession({ isOlder: true })));
  expect(error).toMatchObject({
    code: 'LS3103',
    why: expect.stringContaining('npx longshore rollback rooms -e staging'),
    fix: 'git pull',
  });
});

test('where git cannot tell, the dates do', () => {
  const error = errorOf(() => checkNewest(succession({})));
  expect(error).toMatchObject({ code: 'LS3103', fix: expect.stringContaining('git fetch --unshallow') });
});

const live = { commit: 'b'.repeat(40) };
test.each<[string, Partial<Succession>]>([
  ['a service of which nothing is live', { live: undefined }],
  ['the commit that is live', { released: live, isOlder: true }],
  ['a commit of another branch, though it is of an earlier date', { isOlder: false }],
  ['a commit whose order nobody knows', { live }],
  [
    'a later commit whose order git cannot tell',
    { released: { commit: 'a'.repeat(40), committedAt: '2026-01-03T00:00:00+01:00' } },
  ],
])('%s is released', (_what, fields) => {
  expect(() => checkNewest(succession(fields))).not.toThrow();
});
