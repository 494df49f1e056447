import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Problem } from './problems';
import { serviceRoots } from './service-roots';

/** Which service a folder is. */
export interface ServiceIdentity {
  /** Its name in AWS: `name` in its service.json, otherwise the name of its project without the scope. */
  name: string;
  /** The name of its Nx project. */
  project: string;
  /** Its folder, the root of the project: relative to the workspace, with forward slashes. */
  root: string;
}

const expected =
  'expected 2 to 60 lower case letters a to z and digits, in words joined by single - or _: ECR and ECS take no other name';

/** What ECS (services, families, containers), ECR (repositories) and SQS (queues) all take as a name, or part of one. */
export const serviceNameSchema = z
  .string()
  .regex(/^(?=.{2,60}$)[a-z0-9]+([-_][a-z0-9]+)*$/, expected)
  .describe('Its name in AWS; by default the name of its project without the scope');

/** Every service of a workspace, sorted by name. What else is in their files is not looked at. */
export const serviceIdentities = (workspace: string): ServiceIdentity[] =>
  serviceRoots(workspace)
    .map((root) => identityAt(workspace, root))
    .sort((one, other) => (one.name < other.name ? -1 : 1));

/** Which service a folder is that has a service.json. */
export function identityAt(workspace: string, root: string): ServiceIdentity {
  const { name: given } = readFields(workspace, `${root}/service.json`);
  const project = projectAt(workspace, root);
  return { name: typeof given === 'string' && given ? given : withoutScope(project), project, root };
}

/** Whether a word is the name of a service, or that of its project. */
export const isNamed =
  (word: string) =>
  ({ name, project }: Pick<ServiceIdentity, 'name' | 'project'>): boolean =>
    name === word || project === word;

/** How people are shown a service: with its project where that has another name. */
export const nameOf = ({ name, project }: Pick<ServiceIdentity, 'name' | 'project'>): string =>
  name === project ? name : `${name} (${project})`;

/** The name that AWS knows a service by, whether a word is that name or its project's; others lose their scope alone. */
export const awsNameOf = (workspace: string, word: string): string =>
  serviceIdentities(workspace).find(isNamed(word))?.name ?? withoutScope(word);

/** The project of a service; of one that the workspace does not have, its name. */
export const projectOf = (workspace: string, service: string): string =>
  serviceIdentities(workspace).find(isNamed(service))?.project ?? service;

/** What is wrong with a name that follows from the project's: a given one has a schema. */
export function nameProblems({ name, project, root }: ServiceIdentity): Problem[] {
  if (name !== withoutScope(project) || serviceNameSchema.safeParse(name).success) return [];
  const message = `not given, and the project ${project} gives ${name}: ${expected}; set "name" here`;
  return [{ file: `${root}/service.json`, path: 'name', message }];
}

/** Services that one word could mean: AWS would have one in place of the other. */
export const sameNameProblems = (services: readonly ServiceIdentity[]): Problem[] =>
  services.flatMap((service, index) =>
    services
      .slice(0, index)
      .filter((earlier) => isNamed(service.name)(earlier) || isNamed(earlier.name)(service))
      .map((earlier) => ({
        file: `${service.root}/service.json`,
        path: 'name',
        sameName: true as const,
        message: `${nameOf(service)} would have a name of ${nameOf(earlier)} in ${earlier.root}: set another "name" here`,
      })),
  );

const withoutScope = (project: string): string => project.replace(/^@[^/]+\//, '');

/** As Nx names it. */
function projectAt(workspace: string, root: string): string {
  const project = readFields(workspace, `${root}/project.json`);
  const manifest = readFields(workspace, `${root}/package.json`);
  const nx = manifest['nx'] as { name?: unknown } | undefined;
  const name = [project['name'], nx?.name, manifest['name']].find((each) => typeof each === 'string' && each !== '');
  return typeof name === 'string' ? name : (root.split('/').at(-1) ?? '').toLowerCase();
}

/** The fields of a file; none where it is missing or wrong, which whoever needs it says. */
function readFields(workspace: string, file: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(readFileSync(join(workspace, file), 'utf8'));
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
