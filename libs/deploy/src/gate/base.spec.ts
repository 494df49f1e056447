import { madeBaseStep } from '@longshore/model';
import { errorOf } from '../testing/error-of';
import { desiredRooms, staging } from '../testing/rooms';
import { checkBase } from './base';

const { release } = desiredRooms();
const check =
  (...steps: string[]) =>
  () =>
    checkBase(release, staging(), { history: steps.map((created_by) => ({ created_by })) });

it('takes an image whose base comes from a registry', () => {
  expect(check('longshore: base', 'longshore: application')).not.toThrow();
  expect(() => checkBase(release, staging(), {})).not.toThrow();
});

it('refuses one whose base was made on a machine, and says how to choose another', () => {
  expect(errorOf(check(madeBaseStep, 'longshore: application'))).toMatchObject({
    code: 'LS3115',
    fix: expect.stringContaining('longshore base-image set'),
  });
});
