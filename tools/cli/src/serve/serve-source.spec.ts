import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Front } from './front';
import { prepareProcess } from './process';
import { serveSource } from './serve-source';

let workspace: string;
let front: Front;
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
  front = await Front.open();
  url = `http://127.0.0.1:${front.port}`;
  said = [];
  onSaid = () => undefined;
  ended = undefined;
  stop = new AbortController();
  ready = new Promise((resolve) => {
    served = serve(() => Promise.resolve(resolve()));
  });
  await ready;
});

afterEach(async () => {
  stop.abort();
  await served;
  front.close();
  rmSync(workspace, { recursive: true });
});

function write(file: string, content: string): void {
  mkdirSync(dirname(join(workspace, file)), { recursive: true });
  writeFileSync(join(workspace, file), content);
}

const serve = (onReady: () => Promise<void>): Promise<void> => {
  const outfile = join(workspace, '.longshore/serve/rooms/main.js');
  const env = { ...process.env, STOPPED: join(workspace, 'stopped') };
  return serveSource(
    {
      workspace,
      entry: join(workspace, 'apps/rooms/src/main.ts'),
      outfile,
      front,
      healthPath: '/',
      patienceMs: 100,
      prepare: (code) =>
        prepareProcess(code, { outfile, cwd: workspace, env, nodeOptions: [], onLine: () => undefined }),
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
};

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

  test('that never becomes healthy says what it answers, and is taken once it does', async () => {
    write('apps/rooms/src/main.ts', service('two').replace("response.end('", "response.writeHead(503).end('"));
    await line(/^not healthy yet: GET \/ at port \d+ answers 503$/);
    write('apps/rooms/src/main.ts', service('three'));
    await line(/^reloaded/);
    expect(await answer()).toMatch(/^three hello /);
  });

  test('answers every request while it is started again', async () => {
    const answers: string[] = [];
    let asking = true;
    const asked = (async () => {
      while (asking) answers.push(await answer());
    })();
    write('apps/rooms/src/main.ts', service('two'));
    await line(/^reloaded/);
    asking = false;
    await asked;
    expect(answers.every((each) => /^(one|two) hello /.test(each))).toBe(true);
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
    expect(await answer()).toMatch(/^ended with 3/);
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
