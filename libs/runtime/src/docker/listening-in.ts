import { readFile } from 'node:fs/promises';
import type Docker from 'dockerode';
import { addressesIn, listeningOf } from '../listening';

/** Prints the kernel's tables of sockets; for a container whose first process is Node. */
const printTables = `for (const name of ['tcp', 'tcp6']) {
  try { process.stdout.write(require('node:fs').readFileSync('/proc/net/' + name)); } catch {}
}`;

/**
 * The addresses on which something listens in a container at a port: read here if its processes are of this machine, by
 * its own Node otherwise. Undefined if neither can be done.
 */
export async function listeningIn(container: Docker.Container, port: number): Promise<string[] | undefined> {
  try {
    const { State } = await container.inspect();
    if (await isContainer(State.Pid, container.id)) return await listeningOf(State.Pid, port);
    return await listeningByNode(container, port);
  } catch {
    return undefined; // it ended meanwhile, or the engine is gone: others notice that
  }
}

/** The same, read by the Node that is the first process of the container; undefined if another program is. */
export const listeningByNode = async (container: Docker.Container, port: number): Promise<string[] | undefined> =>
  addressesIn(await outputOf(container, ['/proc/1/exe', '-e', printTables]), port);

/** Whether the process is that of the container: that of an engine elsewhere has a number that is another's here. */
const isContainer = (pid: number, id: string): Promise<boolean> =>
  readFile(`/proc/${pid}/cgroup`, 'utf8').then(
    (groups) => groups.includes(id),
    () => false,
  );

async function outputOf(container: Docker.Container, command: string[]): Promise<string> {
  const run = await container.exec({ Cmd: command, AttachStdout: true, Tty: true });
  const stream = await run.start({ Tty: true });
  let text = '';
  for await (const bytes of stream) text += String(bytes);
  return text;
}
