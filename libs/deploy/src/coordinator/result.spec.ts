import { LongshoreError } from '@longshore/model';
import { joined, withFix } from './result';

test('the reason of an error that a user can mend has its fix', () => {
  const expired = new LongshoreError('LS3003', { what: 'AWS refused it', why: 'expired', fix: 'aws login' });
  expect(withFix(expired)).toBe('AWS refused it: expired (aws login)');
  expect(withFix(new Error('a bug'))).toBe('a bug');
});

test('reasons that are not there are left out', () => {
  expect(joined(['one', undefined, false, 'two'])).toBe('one; two');
  expect(joined([undefined, ''])).toBeUndefined();
});
