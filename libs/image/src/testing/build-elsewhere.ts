import { buildImage } from '../build/build-image';
import { FixtureWorkspace } from './workspace';

/** Run as a process of its own: builds the fixture's image in another folder and under another umask, prints it. */
async function main(): Promise<void> {
  process.umask(0o077);
  const workspace = new FixtureWorkspace();
  try {
    process.stdout.write(JSON.stringify(await buildImage(workspace.hello)));
  } finally {
    workspace.remove();
  }
}

void main();
