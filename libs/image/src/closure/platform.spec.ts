import { suits } from './platform';

const glibc = { os: 'linux', cpu: 'x64', libc: 'glibc' };
const musl = { ...glibc, libc: 'musl' };

test.each([
  ['@img/sharp-linuxmusl-x64', [false, true]],
  ['@swc/core-linux-x64-musl', [false, true]],
  ['@swc/core-linux-x64-gnu', [true, false]],
  ['@rollup/rollup-linux-arm-musleabihf', [false, true]],
  ['@img/sharp-linux-x64', [true, true]],
])('%s suits glibc and musl, as far as its name says: %j', (name, expected) => {
  const entry = { name, os: ['linux'], cpu: ['x64', 'arm'] };
  expect([suits(entry, glibc), suits(entry, musl)]).toEqual(expected);
  expect(suits({ ...entry, libc: ['glibc'] }, glibc)).toBe(true);
});
