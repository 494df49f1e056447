import { spawn } from 'node:child_process';
import { type Socket } from 'node:net';

/**
 * Waits for the end of its input, which comes when this process ends, however it ends; then ends the server and removes
 * its files. Constant text: what differs comes as arguments.
 */
const script = 'read -r _; kill -QUIT "$1"; while kill -0 "$1"; do sleep 0.1; done; rm -rf "$2"';

/**
 * Sees to it that a server and its files do not outlive this process, even where that is killed.
 * @returns what calls it off
 */
export function endWithCaller(server: number, folder: string): () => Promise<void> {
  const watcher = spawn('/bin/sh', ['-c', script, 'sh', String(server), folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true, // else Ctrl-C at the terminal would end it too
    env: { PATH: '/usr/bin:/bin' },
  });
  const ended = new Promise<void>((resolve) => {
    watcher.once('exit', () => resolve());
    watcher.once('error', () => resolve()); // no shell: the server ends with a call of stop only
  });
  watcher.unref();
  // A pipe is a socket to Node, and holds the process up unless told otherwise.
  (watcher.stdin as Socket).unref();
  return () => {
    watcher.ref();
    watcher.kill('SIGKILL');
    return ended;
  };
}
