import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { affectedProjects, askNx, changedFiles, reconciledBase, unseenFiles } from '@longshore/deploy';
import { readServices } from '@longshore/model';
import { type Graph, type Reached, reachOf } from '../affected/reach';
import { openFor } from '../open-environment';
import { type OutputOptions, print } from '../output';
import { workspaceOf } from '../workspace';

/** Options of `longshore affected`. */
export interface AffectedCommand extends OutputOptions {
  environment: string;
  why?: boolean;
}

/** Prints the services that the next deploy to an environment has to look at, and with `--why` what reached each. */
export async function affected(options: AffectedCommand): Promise<void> {
  const workspace = workspaceOf(process.cwd());
  const { base, why } = await reconciledBase(openFor(workspace, options.environment));
  if (why) process.stderr.write(`everything counts as changed: ${why}\n`);
  const projects = await projectsSince(workspace, base);
  const services = readServices(workspace).filter(({ project }) => projects.includes(project));
  if (!options.why || why) {
    const affected = services.map(({ name }) => name);
    print('affected', affected, options, (names) => names.join('\n'));
    return;
  }
  const [files, graph] = await Promise.all([changedFiles(workspace, base), readGraph(workspace)]);
  print('affected', reachOf(services, files, graph), options, (rows) => rows.map(render).join('\n'));
}

/** Those that Nx finds, and those that it would find if it saw each changed file by its name. */
async function projectsSince(workspace: string, base: string): Promise<string[]> {
  const span = { base, head: 'HEAD' };
  const files = await unseenFiles(workspace, span);
  const found = [affectedProjects(workspace, span), ...(files.length > 0 ? [affectedProjects(workspace, files)] : [])];
  return (await Promise.all(found)).flat();
}

async function readGraph(workspace: string): Promise<Graph> {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-graph-'));
  try {
    const file = join(folder, 'graph.json');
    await askNx(workspace, ['graph', `--file=${file}`]);
    return (JSON.parse(readFileSync(file, 'utf8')) as { graph: Graph }).graph;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Files that are named of each way. */
const filesShown = 5;

function render({ service, ways }: Reached): string {
  const lines = ways.flatMap(({ path, files }) => {
    const way = path.length > 0 ? path.join(' → ') : `no project's own → ${service}`;
    const more = files.length > filesShown ? [`    and ${files.length - filesShown} more`] : [];
    return [`  ${way}`, ...files.slice(0, filesShown).map(({ file, commit }) => `    ${file}  (${commit})`), ...more];
  });
  return [service, ...lines].join('\n');
}
