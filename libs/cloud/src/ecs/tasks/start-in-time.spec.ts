import { type Container, type ContainerSpec } from '@longshore/runtime';
import { FakeRuntime } from '../testing/fake-runtime';
import { startInTime } from './start-in-time';

const spec: ContainerSpec = {
  name: 'app',
  image: { digest: `sha256:${'a'.repeat(64)}`, config: {} },
  environment: {},
  ports: [],
};
const never = new AbortController().signal;

/** A runtime whose starts are over when the test says so. */
class SlowRuntime extends FakeRuntime {
  finish: () => void = () => undefined;

  override async start(wanted: ContainerSpec): Promise<Container> {
    await new Promise<void>((resolve) => (this.finish = resolve));
    return super.start(wanted);
  }
}

describe('row "container reasons": the start of a container', () => {
  it('that takes longer than it may is a DockerTimeoutError, and what starts after all is removed', async () => {
    const runtime = new SlowRuntime();
    await expect(startInTime(runtime, { name: 'app' }, spec, never, 1000)).rejects.toMatchObject({
      container: 'app',
      message: 'DockerTimeoutError: Could not transition to started; timed out after waiting 1s',
      stoppedReason: 'Task failed to start',
    });
    runtime.finish();
    while (!runtime.containers[0]?.removed) await new Promise((resolve) => setImmediate(resolve));
  });

  it('that is refused is a CannotStartContainerError', async () => {
    const runtime = new FakeRuntime();
    runtime.startError = 'no such file';
    await expect(startInTime(runtime, { name: 'app' }, spec, never)).rejects.toMatchObject({
      message: 'CannotStartContainerError: no such file',
    });
  });
});
