import { cpuShareOf, cpuTimeOf, shareOf } from './cpu-time';

describe('the part of the CPU time that a container asked for and got', () => {
  it.each([
    ['all of it on an idle machine', { ran: 900, waited: 20 }, 1],
    ['all of it unless it waited for a second', { ran: 1, waited: 999 }, 1],
    ['all of it if it got half', { ran: 5_000, waited: 5_000 }, 1],
    ['what it got, if that is less', { ran: 2_000, waited: 6_000 }, 0.25],
    ['never less than a tenth', { ran: 1, waited: 60_000 }, 0.1],
  ])('is %s', (_, time, share) => {
    expect(shareOf(time)).toBe(share);
  });

  it('is told by the container', async () => {
    expect(await cpuShareOf({ cpuTime: () => Promise.resolve({ ran: 1_000, waited: 3_000 }) })).toBe(0.25);
  });
});

it('reads the CPU time of a process, and none of one that is gone', async () => {
  expect((await cpuTimeOf(process.pid))?.ran).toBeGreaterThan(0);
  expect(await cpuTimeOf(2 ** 30)).toBeUndefined();
});
