import { Writable } from 'node:stream';
import type Docker from 'dockerode';
import { LogBuffer } from '../log-buffer';
import { listeningIn } from './listening-in';
import { type Address, type Container, type Exit, type Health, type LogLine } from '../runtime';
import { stopGently } from '../stop-gently';
import { unless } from './engine';
import { type HealthEvents } from './health-events';

/** The status where there is no such container any more, and where it does not run. */
const [gone, notRunning] = [404, 409];

/** A container of a Docker Engine. */
export class DockerContainer implements Container {
  readonly id: string;
  readonly exited: Promise<Exit>;
  private readonly log: LogBuffer;

  private constructor(
    private readonly container: Docker.Container,
    readonly name: string,
    private readonly stopSignal: NodeJS.Signals,
    private readonly addresses: Map<number, Address>,
    output: Output,
    private readonly health: HealthEvents | undefined,
    release: () => void,
  ) {
    this.id = container.id;
    this.log = output.log;
    this.exited = exitOf(container, output.closed).finally(() => {
      health?.close();
      release();
    });
  }

  /**
   * Starts a container that was created.
   * @param parts.health closed when it has ended
   * @param parts.release called when it has ended
   */
  static async start(
    container: Docker.Container,
    parts: { name: string; stopSignal: NodeJS.Signals; health?: HealthEvents; release: () => void },
  ): Promise<DockerContainer> {
    const output = await attach(container); // before the start, or the first lines would be missed
    await container.start();
    const { NetworkSettings } = await container.inspect();
    const { name, stopSignal, health, release } = parts;
    const addresses = addressesOf(NetworkSettings.Ports);
    return new DockerContainer(container, name, stopSignal, addresses, output, health, release);
  }

  address(port: number): Address {
    const address = this.addresses.get(port);
    if (!address) throw new Error(`${this.name} does not declare port ${port}`);
    return address;
  }

  onLog(listener: (line: LogLine) => void): () => void {
    return this.log.listen(listener);
  }

  onHealth(listener: (health: Health) => void): () => void {
    return this.health?.report.listen(listener) ?? (() => undefined);
  }

  listening(port: number): Promise<string[] | undefined> {
    return listeningIn(this.container, port);
  }

  stats(): Promise<object> {
    return this.container.stats({ stream: false });
  }

  stop(timeoutSeconds: number): Promise<Exit> {
    return stopGently(this, this.stopSignal, timeoutSeconds);
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    await unless([gone, notRunning], this.container.kill({ signal }));
  }

  async remove(): Promise<void> {
    await unless([gone, notRunning], this.container.remove({ force: true, v: true }));
    await this.exited;
  }
}

interface Output {
  readonly log: LogBuffer;
  /** Resolves when the last line has been read. */
  readonly closed: Promise<void>;
}

async function attach(container: Docker.Container): Promise<Output> {
  const log = new LogBuffer();
  const stream = await container.attach({ stream: true, stdout: true, stderr: true });
  const writers = [log.writer('stdout'), log.writer('stderr')];
  const [stdout, stderr] = writers.map((writer) => sink((bytes) => writer.write(bytes)));
  // Untyped in dockerode's types: takes the frames of the attach protocol apart.
  const modem = container.modem as { demuxStream(from: NodeJS.ReadableStream, ...to: unknown[]): void };
  modem.demuxStream(stream, stdout, stderr);
  const closed = new Promise<void>((resolve) => {
    stream.once('end', resolve);
    stream.once('close', resolve);
    stream.once('error', () => resolve());
  }).then(() => writers.forEach((writer) => writer.end()));
  return { log, closed };
}

const sink = (take: (bytes: Buffer) => void): Writable =>
  new Writable({
    write: (bytes: Buffer, _, done) => {
      take(bytes);
      done();
    },
  });

/** Never rejects: an engine that is gone took the container with it, or will say so to the next life. */
async function exitOf(container: Docker.Container, output: Promise<void>): Promise<Exit> {
  try {
    const { StatusCode } = (await container.wait()) as { StatusCode: number };
    await output;
    const state = await container.inspect().then(
      ({ State }) => State,
      () => undefined,
    );
    return { code: StatusCode, outOfMemory: state?.OOMKilled ?? false };
  } catch {
    return { code: 255, outOfMemory: false };
  }
}

/** `{"3000/tcp": [{"HostIp": "127.0.0.1", "HostPort": "49153"}]}` */
function addressesOf(ports: Docker.ContainerInspectInfo['NetworkSettings']['Ports']): Map<number, Address> {
  return new Map(
    Object.entries(ports).flatMap(([name, bindings]) =>
      // Unpublished ports of the image have null here, whatever the types say.
      ((bindings as typeof bindings | null) ?? [])
        .slice(0, 1)
        .map(({ HostIp, HostPort }): [number, Address] => [
          Number.parseInt(name, 10),
          { host: HostIp, port: Number(HostPort) },
        ]),
    ),
  );
}
