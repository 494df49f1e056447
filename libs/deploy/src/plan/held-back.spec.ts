import { tags } from '@longshore/model';
import { desiredRooms } from '../testing/rooms';
import { holdBack, reasonToHoldBack } from './held-back';

const now = new Date('2026-01-01T00:00:00Z');
const bad = desiredRooms({}, { digest: `sha256:${'b'.repeat(64)}` });
const service = { tags: [{ key: tags.heldBack, value: holdBack(bad, 'ada lovelace', now) }] };

test('what was rolled back is not tried again, and it is said by whom and when', () => {
  expect(reasonToHoldBack(bad, service)).toContain('rolled back by ada lovelace at 2026-01-01T00:00:00.000Z');
});

test.each([
  ['another image', desiredRooms({}, { digest: `sha256:${'d'.repeat(64)}` })],
  ['another configuration', desiredRooms({ memory: 1024 }, { digest: bad.release.digest })],
])('%s is', (_what, desired) => {
  expect(reasonToHoldBack(desired, service)).toBeUndefined();
});

test('nothing is held back of a service that was never rolled back, or is new', () => {
  expect(reasonToHoldBack(bad, { tags: [{ key: tags.heldBack, value: '' }] })).toBeUndefined();
  expect(reasonToHoldBack(bad, undefined)).toBeUndefined();
});
