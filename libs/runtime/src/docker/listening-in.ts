import { readFile } from 'node:fs/promises';
import type Docker from 'dockerode';
import { type CpuTime, cpuTimeOf } from '../cpu-time';
import { addressesIn, portsIn, tablesOf } from '../listening';

/** Prints the kernel's tables of sockets; for a container whose first process is Node. */
const printTables = `for (const name of ['tcp', 'tcp6']) {
  try { process.stdout.write(require('node:fs').readFileSync('/proc/net/' + name)); } catch {}
}`;
const tablesCommand = ['/proc/1/exe', '-e', printTables];

/**
 * The addresses on which something listens in a container at a port: read here if its processes are of this machine, by
 * its own Node otherwise. Undefined if neither can be done.
 */
export const listeningIn = (container: Docker.Container, port: number): Promise<string[] | undefined> =>
  unlessGone(async () => addressesIn(await tablesIn(container), port));

/** Every port on which something listens in a container; undefined as above. */
export const listeningPortsIn = (container: Docker.Container): Promise<number[] | undefined> =>
  unlessGone(async () => portsIn(await tablesIn(container)));

/** The CPU time of a container's first process; undefined unless its processes are of this machine. */
export const cpuTimeIn = (container: Docker.Container): Promise<CpuTime | undefined> =>
  unlessGone(async () => {
    const pid = await pidOf(container);
    return pid === undefined ? undefined : cpuTimeOf(pid);
  });

async function tablesIn(container: Docker.Container): Promise<string> {
  const pid = await pidOf(container);
  return pid === undefined ? outputOf(container, tablesCommand) : tablesOf(pid);
}

/** Undefined where it ended meanwhile, or the engine is gone: others notice that. */
const unlessGone = <T>(read: () => Promise<T | undefined>): Promise<T | undefined> => read().catch(() => undefined);

/** The first process of a container, if it is one of this machine. */
async function pidOf(container: Docker.Container): Promise<number | undefined> {
  const { State } = await container.inspect();
  return (await isContainer(State.Pid, container.id)) ? State.Pid : undefined;
}

/** The same, read by the Node that is the first process of the container; undefined if another program is. */
export const listeningByNode = async (container: Docker.Container, port: number): Promise<string[] | undefined> =>
  addressesIn(await outputOf(container, tablesCommand), port);

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
