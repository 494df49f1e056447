import { type Container, type Exit } from './runtime';

/** Sends a signal, and SIGKILL where it has not ended after so many seconds. */
export async function stopGently(
  container: Pick<Container, 'kill' | 'exited'>,
  signal: NodeJS.Signals,
  timeoutSeconds: number,
): Promise<Exit> {
  await container.kill(signal);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, timeoutSeconds * 1000, undefined);
  });
  const exit = await Promise.race([container.exited, late]);
  clearTimeout(timer);
  if (exit) return exit;
  await container.kill('SIGKILL');
  return container.exited;
}
