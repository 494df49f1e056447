import { type ChildProcess, spawn } from 'node:child_process';
import { HealthReport } from '../health-report';
import { listeningOf } from '../listening';
import { LogBuffer } from '../log-buffer';
import { type Address, type Container, type Exit, type Health, type LogLine, StartError } from '../runtime';
import { exitOf } from '../signals';
import { stopGently } from '../stop-gently';
import { type Command, type Place } from './command';
import { keepChecking, type ProcessHealthCheck } from './health-checks';
import { signalGroup } from './records';

/** How long output is waited for after the end, in milliseconds: a child that left the group may hold the pipe. */
const outputGrace = 500;

/** What a container needs to begin, all of it translated to this machine. */
export interface ProcessSpec extends Command {
  readonly name: string;
  readonly environment: Record<string, string>;
  readonly stopSignal: NodeJS.Signals;
  readonly place: Place;
  readonly healthCheck?: ProcessHealthCheck;
  /** Written to its log before anything else. */
  readonly notice?: string;
  /** Which variables are not as declared. */
  readonly changes?: string;
}

/** Removes what was written down of a process. */
export type Forget = () => Promise<void>;

/** Writes down, under a name, that a process runs. */
export type RecordProcess = (pid: number, name: string) => Promise<Forget>;

/** A container that is a process group of this machine. */
export class ProcessContainer implements Container {
  readonly name: string;
  readonly id: string;
  readonly exited: Promise<Exit>;
  private readonly log = new LogBuffer();
  private readonly health = new HealthReport();
  private readonly checking = new AbortController();
  private ended = false;

  private constructor(
    private readonly spec: ProcessSpec,
    child: ChildProcess,
    private readonly pid: number,
    recorded: Promise<Forget>,
  ) {
    this.name = spec.name;
    this.id = String(pid);
    if (spec.notice !== undefined) this.log.add({ stream: 'stderr', at: Date.now(), text: spec.notice });
    this.exited = this.ending(child, recorded);
  }

  /**
   * @param record called with the id of each process at once; what it returns is called when that one has ended
   * @throws StartError
   */
  static async start(spec: ProcessSpec, record: RecordProcess): Promise<ProcessContainer> {
    const child = spawn(spec.file, spec.args, {
      cwd: spec.cwd,
      env: spec.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // a group of its own, so that what it starts ends with it
    });
    if (child.pid === undefined) throw await failureOf(child, spec.file);
    const recorded = record(child.pid, spec.name);
    const container = new ProcessContainer(spec, child, child.pid, recorded);
    try {
      await recorded;
    } catch (error) {
      await container.remove();
      throw error;
    }
    container.beginChecks(record);
    return container;
  }

  get changes(): string | undefined {
    return this.spec.changes;
  }

  address(port: number): Address {
    return { host: this.spec.place.host, port: this.portOf(port) };
  }

  /** Its address on this machine stands for every address that an engine would give it. */
  async listening(port: number): Promise<string[] | undefined> {
    const found = await listeningOf(this.pid, this.portOf(port));
    return found?.map((address) => (address === this.spec.place.host ? '0.0.0.0' : address));
  }

  onLog(listener: (line: LogLine) => void): () => void {
    return this.log.listen(listener);
  }

  onHealth(listener: (health: Health) => void): () => void {
    return this.spec.healthCheck ? this.health.listen(listener) : () => undefined;
  }

  stop(timeoutSeconds: number): Promise<Exit> {
    return stopGently(this, this.spec.stopSignal, timeoutSeconds);
  }

  /** Like an engine, signals the first process alone; its end, and SIGKILL, end all that it started. */
  kill(signal: NodeJS.Signals): Promise<void> {
    if (this.ended) return Promise.resolve();
    if (signal === 'SIGKILL') signalGroup(this.pid, signal);
    else process.kill(this.pid, signal);
    return Promise.resolve();
  }

  async remove(): Promise<void> {
    await this.kill('SIGKILL');
    await this.exited;
  }

  private portOf(port: number): number {
    const here = this.spec.place.ports.get(port);
    if (here === undefined) throw new Error(`${this.name} does not declare port ${port}`);
    return here;
  }

  private beginChecks(record: RecordProcess): void {
    const { name, healthCheck } = this.spec;
    if (!healthCheck) return;
    void keepChecking(healthCheck, this.health, this.checking.signal, (pid) => record(pid, `${name}.health`));
  }

  private async ending(child: ChildProcess, recorded: Promise<Forget>): Promise<Exit> {
    const output = Promise.all([this.read(child, 'stdout'), this.read(child, 'stderr')]);
    const exit = await new Promise<Exit>((resolve) => {
      child.once('exit', (code, signal) => {
        this.ended = true;
        this.checking.abort();
        resolve(exitOf(code, signal));
      });
    });
    signalGroup(this.pid, 'SIGKILL');
    await within(output, outputGrace);
    child.stdout?.destroy();
    child.stderr?.destroy();
    await recorded.then((forget) => forget()).catch(() => undefined); // a record that stays names nobody alive
    return exit;
  }

  private read(child: ChildProcess, stream: LogLine['stream']): Promise<void> {
    const writer = this.log.writer(stream);
    return new Promise((resolve) => {
      child[stream]?.on('data', (bytes: Buffer) => writer.write(bytes));
      child[stream]?.once('close', () => {
        writer.end();
        resolve();
      });
    });
  }
}

async function failureOf(child: ChildProcess, file: string): Promise<StartError> {
  const cause = await new Promise<NodeJS.ErrnoException>((resolve) => child.once('error', resolve));
  const words: Record<string, string> = { EACCES: 'permission denied', ENOENT: 'no such file or directory' };
  return new StartError(`exec: "${file}": ${words[cause.code ?? ''] ?? cause.message}`, { cause });
}

async function within(work: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([work, late]);
  clearTimeout(timer);
}
