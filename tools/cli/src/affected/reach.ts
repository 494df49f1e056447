import { type ChangedFile } from '@longshore/deploy';
import { type Service } from '@longshore/model';

/** The part of Nx's project graph that says what reaches what. */
export interface Graph {
  nodes: Record<string, { data: { root: string } }>;
  dependencies: Record<string, { target: string }[]>;
}

/** What of a change reached a service. */
export interface Reached {
  service: string;
  /** Projects from the one that holds the files to the service; empty for files that no project holds. */
  ways: { path: string[]; files: ChangedFile[] }[];
}

/** Says of each affected service which changed files reach it, and through which projects. */
export function reachOf(services: Pick<Service, 'name' | 'project'>[], files: ChangedFile[], graph: Graph): Reached[] {
  const held = new Map<string | undefined, ChangedFile[]>();
  for (const each of files) {
    const holder = holderOf(each.file, graph);
    held.set(holder, [...(held.get(holder) ?? []), each]);
  }
  return services.map(({ name, project }) => {
    const ways = pathsTo(project, graph).flatMap((path) => {
      const changed = held.get(path[0]);
      return changed ? [{ path, files: changed }] : [];
    });
    // What no project holds, as the lockfile or nx.json, may reach any of them.
    const anywhere = held.get(undefined) ?? [];
    return { service: name, ways: ways.length > 0 || anywhere.length === 0 ? ways : [{ path: [], files: anywhere }] };
  });
}

function holderOf(file: string, { nodes }: Graph): string | undefined {
  const holders = Object.entries(nodes).filter(([, { data }]) => data.root !== '.' && file.startsWith(`${data.root}/`));
  return holders.sort(([, a], [, b]) => b.data.root.length - a.data.root.length)[0]?.[0];
}

/** The shortest way from each project that the project of a service depends on, the nearest first: itself. */
function pathsTo(project: string, { dependencies }: Graph): [string, ...string[]][] {
  const paths: [string, ...string[]][] = [[project]];
  const seen = new Set([project]);
  for (const path of paths) {
    for (const { target } of dependencies[path[0]] ?? []) {
      if (seen.has(target)) continue;
      seen.add(target);
      paths.push([target, ...path]);
    }
  }
  return paths;
}
