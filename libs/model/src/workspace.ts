import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type z } from 'zod';
import { type BaseImage, baseImageFile, baseImageSchema } from './base-image';
import { type Environment, environmentSchema } from './environment';
import { type ErrorCode, LongshoreError } from './errors';
import { configError, nearest, type Problem, type Read, readText } from './problems';
import { routeProblems } from './route';
import { type Service, serviceSchema } from './service';

const environmentsFolder = 'deploy/environments';

/**
 * Reads every service of a workspace, sorted by name, and compares their routes.
 * @throws LS1001 with the problems of all files at once
 */
export function readServices(workspace: string): Service[] {
  const { services, problems } = parseServices(workspace);
  if (problems.length > 0) throw configError('LS1001', problems);
  return services;
}

/** The files of a workspace as far as they can be read, and every problem in them. */
export interface ReadWorkspace {
  services: Service[];
  environment: Environment | undefined;
  problems: Problem[];
}

/**
 * Reads every service and one environment, and throws for none of their problems.
 * @throws LS1003 if there is no such environment
 */
export function readWorkspace(workspace: string, environment: string): ReadWorkspace {
  const { value, problems } = parseEnvironment(workspace, environment);
  const read = parseServices(workspace);
  return {
    services: read.services,
    environment: value && { name: environment, spec: value },
    problems: [...read.problems, ...problems],
  };
}

function parseServices(workspace: string): Pick<ReadWorkspace, 'services' | 'problems'> {
  const results = foldersWith(workspace, 'apps', 'service.json').map((name) => parseService(workspace, name));
  const services = results.flatMap(({ service }) => service ?? []);
  return { services, problems: [...results.flatMap(({ problems }) => problems), ...routeProblems(services)] };
}

/**
 * Reads one service.
 * @throws LS1004 where there is no such folder, LS1001 where its file is wrong
 */
export function readService(workspace: string, name: string): Service {
  const names = foldersWith(workspace, 'apps', 'service.json');
  if (!names.includes(name)) throw unknownName('LS1004', 'service', name, names, 'apps/*/service.json');
  const { service, problems } = parseService(workspace, name);
  if (!service) throw configError('LS1001', problems);
  return service;
}

/** The names of the environments of a workspace, sorted. */
export function environmentNames(workspace: string): string[] {
  const folder = join(workspace, environmentsFolder);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/**
 * Reads one environment.
 * @throws LS1003 where there is no such file, LS1002 where it is wrong
 */
export function readEnvironment(workspace: string, name: string): Environment {
  const { value, problems } = parseEnvironment(workspace, name);
  if (!value) throw configError('LS1002', problems);
  return { name, spec: value };
}

function parseEnvironment(workspace: string, name: string): Read<typeof environmentSchema> {
  const names = environmentNames(workspace);
  if (!names.includes(name)) throw unknownName('LS1003', 'environment', name, names, `${environmentsFolder}/*.json`);
  return parseFile(workspace, `${environmentsFolder}/${name}.json`, environmentSchema);
}

/**
 * Reads which base the images of a workspace stand on; undefined where it has chosen none.
 * @throws LS1009
 */
export function readBaseImage(workspace: string): BaseImage | undefined {
  if (!existsSync(join(workspace, baseImageFile))) return undefined;
  const { value, problems } = parseFile(workspace, baseImageFile, baseImageSchema);
  if (!value) throw configError('LS1009', problems);
  return value;
}

function parseService(workspace: string, name: string): { service?: Service; problems: Problem[] } {
  const root = `apps/${name}`;
  const { value, problems } = parseFile(workspace, `${root}/service.json`, serviceSchema);
  return value ? { service: { name, root, spec: value }, problems } : { problems };
}

const parseFile = <S extends z.ZodType>(workspace: string, file: string, schema: S): Read<S> =>
  readText(file, schema, readFileSync(join(workspace, file), 'utf8'));

function foldersWith(workspace: string, parent: string, file: string): string[] {
  const folder = join(workspace, parent);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, file)))
    .sort();
}

function unknownName(code: ErrorCode, kind: string, name: string, names: string[], where: string): LongshoreError {
  const near = nearest(name, names);
  return new LongshoreError(code, {
    what: `no ${kind} ${name}`,
    why: names.length > 0 ? `${where} has ${names.join(', ')}` : `there is no ${where}`,
    fix: near ? `did you mean ${near}?` : `name one of ${names.join(', ') || where}`,
  });
}
