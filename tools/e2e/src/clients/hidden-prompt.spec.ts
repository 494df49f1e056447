import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { clientTestsRun } from '../lib/client-world';
import { repository } from '../lib/workspace';

const runs = clientTestsRun('python3', ['--version'], 'a pseudo-terminal');

(runs ? test : test.skip)(
  'a value that a person types is not shown by the terminal',
  async () => {
    const program = `
      require('@swc-node/register');
      const { readValue } = require(${JSON.stringify(join(repository, 'tools/cli/src/standard-input.ts'))});
      readValue('Value: ').then((value) => console.log(value.length + ' characters'));`;
    // Python has a pseudo-terminal; typed once the prompt shows that the terminal listens.
    const typist = `
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
shown = b''
typed = False
try:
    while True:
        shown += os.read(fd, 4096)
        if b'Value: ' in shown and not typed:
            typed = True
            os.write(fd, b'planted-secret\\r')
except OSError:
    pass
sys.stdout.write(shown.decode())`;
    const child = spawn('python3', ['-c', typist, process.execPath, '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const shown = await text(child.stdout);
    expect(shown).toContain('14 characters');
    expect(shown).not.toContain('planted');
  },
  60_000,
);
