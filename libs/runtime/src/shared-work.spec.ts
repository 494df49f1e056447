import { SharedWork } from './shared-work';

/** Work that ends when told. */
function pending() {
  const signals: AbortSignal[] = [];
  const ends: ((value: string) => void)[] = [];
  const work = (signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      signals.push(signal);
      ends.push(resolve);
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  return { work, signals, ends };
}

test('does the work once for all who ask meanwhile, and anew for who asks later', async () => {
  const shared = new SharedWork<string>();
  const { work, ends } = pending();
  const both = [shared.do('key', work), shared.do('key', work)];
  ends[0]?.('done');
  expect(await Promise.all(both)).toEqual(['done', 'done']);
  const later = shared.do('key', work);
  ends[1]?.('again');
  expect(await later).toBe('again');
});

test('goes on for the others when one gives up', async () => {
  const shared = new SharedWork<string>();
  const { work, signals, ends } = pending();
  const impatient = new AbortController();
  const given = shared.do('key', work, impatient.signal);
  const patient = shared.do('key', work);
  impatient.abort(new Error('enough'));
  await expect(given).rejects.toThrow('enough');
  expect(signals[0]?.aborted).toBe(false);
  ends[0]?.('done');
  expect(await patient).toBe('done');
});

test('is aborted when nobody waits any more, and begins anew for the next', async () => {
  const shared = new SharedWork<string>();
  const { work, signals, ends } = pending();
  const impatient = new AbortController();
  const given = shared.do('key', work, impatient.signal);
  impatient.abort(new Error('enough'));
  await expect(given).rejects.toThrow('enough');
  expect(signals[0]?.aborted).toBe(true);
  const next = shared.do('key', work);
  ends[1]?.('done');
  expect(await next).toBe('done');
});

test('does not begin for who has given up already', async () => {
  const { work, signals } = pending();
  await expect(new SharedWork<string>().do('key', work, AbortSignal.abort(new Error('no')))).rejects.toThrow('no');
  expect(signals).toEqual([]);
});
