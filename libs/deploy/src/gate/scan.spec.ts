import { type ScanResult } from '@longshore/registry';
import { errorOf } from '../testing/error-of';
import { staging } from '../testing/rooms';
import { checkScan } from './scan';

const image = { service: 'rooms', digest: `sha256:${'a'.repeat(64)}` } as const;
const environment = staging({ rules: { refuseFindings: 'HIGH' } });
const complete = (counts: ScanResult['counts']): ScanResult => ({ status: 'COMPLETE', counts });

test.each<[string, ScanResult]>([
  ['nothing', complete({})],
  ['what is less severe', complete({ MEDIUM: 3, LOW: 1, INFORMATIONAL: 9 })],
])('takes an image in which the scan found %s', (_what, result) => {
  expect(() => checkScan(image, environment, result)).not.toThrow();
});

test.each<[string, ScanResult, string]>([
  ['is as severe', complete({ HIGH: 2 }), '2 HIGH'],
  ['is worse', complete({ CRITICAL: 1, HIGH: 2 }), '1 CRITICAL, 2 HIGH'],
  ['nobody knows', { status: 'UNSUPPORTED_IMAGE', counts: {} }, 'the scan is UNSUPPORTED_IMAGE'],
])('refuses an image in which is what %s', (_what, result, why) => {
  expect(errorOf(() => checkScan(image, environment, result))).toMatchObject({
    code: 'LS3110',
    why: expect.stringContaining(why),
  });
});
