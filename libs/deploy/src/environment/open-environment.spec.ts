import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { staging } from '../testing/rooms';

/** In a process of its own: Jest keeps warnings of Node to itself. */
const program = `
  const { openEnvironment } = require(${JSON.stringify(join(__dirname, 'open-environment.ts'))});
  const { signal } = new AbortController();
  openEnvironment(${JSON.stringify(staging())}, '.', signal);
  for (let call = 0; call < 100; call++) signal.addEventListener('abort', () => call);
`;

test('any number of calls may listen to the signal without a warning: a ledger is read by one for each revision', () => {
  const { status, stderr } = spawnSync(process.execPath, ['-r', '@swc-node/register', '-e', program], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
