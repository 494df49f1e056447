import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from './free-port';
import { serveSource } from './serve-source';

let workspace: string;
let url: string;
let said: string[];
let onSaid: () => void;
let stop: AbortController;
let served: Promise<void>;
let ready: Promise<void>;
let ended: { answer: string | undefined } | undefined;

/** A service that answers with what it says, the library's word and its process, and writes down that it stopped. */
const service = (says: string) => `
  import { createServer } from 'node:http';
  import { writeFileSync } from 'node:fs';
  import { word } from '@test/library';
  const server = createServer((_request, response) => response.end('${says} ' + word + ' ' + process.pid));
  server.listen(Number(process.env.PORT), '127.0.0.1');
  process.once('SIGTERM', () => {
    writeFileSync(process.env.STOPPED + '', '${says}');
    process.exit(0);
  });
`;

beforeEach(async () => {
  workspace = realpathSync(mkdtempSync(join(tmpdir(), 'longshore-serve-')));
  write('apps/rooms/src/main.ts', service('one'));
  write('libs/library/package.json', '{ "name": "@test/library", "main": "./src/index.ts" }');
  write('libs/library/src/index.ts', `export const word = 'hello';`);
  mkdirSync(join(workspace, 'node_modules/@test'), { recursive: true });
  symlinkSync('../../libs/library', join(workspace, 'node_modules/@test/library'));
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  said = [];
  onSaid = () => undefined;
  ended = undefined;
  stop = new AbortController();
  ready = new Promise((resolve) => {
    served = serve(port, () => Promise.resolve(resolve()));
  });
  await ready;
});

afterEach(async () => {
  stop.abort();
  await served;
  rmSync(workspace, { recursive: true });
});

function write(file: string, content: string): void {
  mkdirSync(dirname(join(workspace, file)), { recursive: true });
  writeFileSync(join(workspace, file), content);
}

const serve = (port: number, onReady: () => Promise<void>): Promise<void> =>
  serveSource(
    {
      workspace,
      entry: join(workspace, 'apps/rooms/src/main.ts'),
      outfile: join(workspace, '.longshore/serve/rooms/main.js'),
      cwd: workspace,
      env: { ...process.env, PORT: String(port), STOPPED: join(workspace, 'stopped') },
      nodeOptions: [],
      output: 'ignore',
      healthUrl: url,
      say: (line) => {
        said.push(line);
        onSaid();
      },
      onReady,
      onEnd: async () => {
        ended = { answer: await answer().catch(() => undefined) };
      },
    },
    stop.signal,
  );

const answer = async (): Promise<string> => (await fetch(url)).text();

/** Waits for a line that serving says. */
async function line(pattern: RegExp): Promise<void> {
  while (!said.some((each) => pattern.test(each))) await new Promise<void>((resolve) => (onSaid = resolve));
}

describe('a service served from its source', () => {
  test('is started again after a save', async () => {
    expect(await answer()).toMatch(/^one hello /);
    write('apps/rooms/src/main.ts', service('two'));
    await line(/^reloaded in \d+ ms$/);
    expect(await answer()).toMatch(/^two hello /);
  });

  test('is started again after a save in a library of the workspace', async () => {
    write('libs/library/src/index.ts', `export const word = 'goodbye';`);
    await line(/^reloaded/);
    expect(await answer()).toMatch(/^one goodbye /);
  });

  test('runs on as it is while its source is wrong, and the error is said', async () => {
    const before = await answer();
    write('apps/rooms/src/main.ts', 'const broken = ;');
    await line(/Unexpected ";"[^]*apps\/rooms\/src\/main\.ts:1:15/);
    expect(await answer()).toBe(before);
    write('apps/rooms/src/main.ts', service('mended'));
    await line(/^reloaded/);
    expect(await answer()).toMatch(/^mended/);
  });

  test('is started again after a change when it has ended by itself', async () => {
    write('apps/rooms/src/main.ts', 'process.exit(3);');
    await line(/^ended with 3/);
    write('apps/rooms/src/main.ts', service('back'));
    await line(/^reloaded/);
    expect(await answer()).toMatch(/^back/);
  });

  test('still answers while the end is prepared, and is gone after it', async () => {
    const pid = Number((await answer()).split(' ').at(-1));
    stop.abort();
    await served;
    expect(ended?.answer).toMatch(/^one hello /);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});
