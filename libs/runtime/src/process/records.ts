import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identify, isAlive, type ProcessIdentity } from '../process-identity';

/** What is written down of a started process, so that a later life can end it. */
interface ContainerRecord {
  readonly child: ProcessIdentity;
  /** The process that started it and will end it, while it lives. */
  readonly owner: ProcessIdentity | undefined;
}

/** The files that name the processes which run, one each. */
export class ContainerRecords {
  constructor(private readonly dir: string) {}

  async write(name: string, pid: number): Promise<void> {
    const child = await identify(pid);
    if (!child) return; // it has ended already
    const record: ContainerRecord = { child, owner: await identify(process.pid) };
    await mkdir(this.dir, { recursive: true });
    const temporary = `${this.file(name)}.${pid}`;
    await writeFile(temporary, JSON.stringify(record));
    await rename(temporary, this.file(name));
  }

  remove(name: string): Promise<void> {
    return rm(this.file(name), { force: true });
  }

  /** Kills the processes, each with its group, whose owner is gone, and forgets them. */
  async killOrphans(): Promise<void> {
    const files = (await readdir(this.dir).catch(() => [])).filter((file) => file.endsWith('.json'));
    await Promise.all(files.map((file) => this.killOrphan(join(this.dir, file))));
  }

  private async killOrphan(file: string): Promise<void> {
    const record = await readRecord(file);
    if (record?.owner && (await isAlive(record.owner))) return;
    if (record && (await isAlive(record.child))) await killGroup(record.child);
    await rm(file, { force: true });
  }

  private file(name: string): string {
    return join(this.dir, `${encodeURIComponent(name)}.json`);
  }
}

async function readRecord(file: string): Promise<ContainerRecord | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ContainerRecord;
  } catch {
    return undefined;
  }
}

async function killGroup(child: ProcessIdentity): Promise<void> {
  signalGroup(child.pid, 'SIGKILL');
  while (await isAlive(child)) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Signals a process group; false where nobody is left in it. */
export function signalGroup(leader: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-leader, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
