import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type z } from 'zod';
import { type BaseImage, baseImageFile, baseImageSchema } from './base-image';
import { type Environment, environmentSchema } from './environment';
import { type ErrorCode, LongshoreError } from './errors';
import { configError, nearest, type Problem, type Read, readText } from './problems';
import { routeProblems } from './route';
import { type Service, serviceSchema } from './service';
import {
  isNamed,
  nameOf,
  nameProblems,
  sameNameProblems,
  type ServiceIdentity,
  serviceIdentities,
} from './service-name';

const environmentsFolder = 'deploy/environments';

/**
 * Reads every service of a workspace, sorted by name, and compares their names and routes.
 * @throws LS1001 with the problems of all files at once, LS1013 if all is well but their names
 */
export function readServices(workspace: string): Service[] {
  const { services, problems } = parseServices(workspace);
  if (problems.length > 0) throw configError(servicesCode(problems), problems);
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
  const identities = serviceIdentities(workspace);
  const results = identities.map((identity) => parseService(workspace, identity));
  const services = results.flatMap(({ service }) => service ?? []);
  const problems = results.flatMap((result) => result.problems);
  return { services, problems: [...problems, ...routeProblems(services), ...sameNameProblems(identities)] };
}

/** The code of an error that lists problems of services. */
export const servicesCode = (problems: readonly Problem[]): ErrorCode =>
  problems.every(({ sameName }) => sameName) ? 'LS1013' : 'LS1001';

/**
 * Reads one service.
 * @param word its name in AWS or that of its project
 * @throws LS1004 where there is none, LS1001 where its file is wrong, LS1013 where another one has its name
 */
export function readService(workspace: string, word: string): Service {
  const identities = serviceIdentities(workspace);
  const identity = identities.find(isNamed(word));
  if (!identity) throw unknownService(word, identities);
  const { service, problems } = parseService(workspace, identity);
  if (!service) throw configError('LS1001', problems);
  const same = sameNameProblems(identities.filter((each) => each === identity || isNamed(identity.name)(each)));
  if (same.length > 0) throw configError('LS1013', same);
  return service;
}

/**
 * Reads the service of a project.
 * @param root the project's root, relative to the workspace
 * @throws LS1004 where it is none, LS1001 where its file is wrong, LS1013 where another one has its name
 */
export function readServiceAt(workspace: string, root: string): Service {
  const identities = serviceIdentities(workspace);
  const identity = identities.find((each) => each.root === root);
  if (!identity) throw unknownService(root, identities);
  return readService(workspace, identity.project);
}

/** That there is no such service, with those that there are. */
export function unknownService(
  word: string,
  services: readonly Pick<ServiceIdentity, 'name' | 'project'>[],
): LongshoreError {
  const names = services.flatMap(({ name, project }) => (name === project ? [name] : [name, project]));
  const found = services.map(nameOf).join(', ');
  return unknownName('LS1004', 'service', word, names, { where: 'the workspace', lacking: 'service.json', found });
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
  if (!names.includes(name))
    throw unknownName('LS1003', 'environment', name, names, { where: `${environmentsFolder}/*.json` });
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

function parseService(workspace: string, identity: ServiceIdentity): { service?: Service; problems: Problem[] } {
  const parsed = parseFile(workspace, `${identity.root}/service.json`, serviceSchema);
  const problems = [...parsed.problems, ...nameProblems(identity)];
  return parsed.value && problems.length === 0
    ? { service: { ...identity, spec: parsed.value }, problems }
    : { problems };
}

const parseFile = <S extends z.ZodType>(workspace: string, file: string, schema: S): Read<S> =>
  readText(file, schema, readFileSync(join(workspace, file), 'utf8'));

function unknownName(
  code: ErrorCode,
  kind: string,
  name: string,
  names: string[],
  { where, lacking = where, found = names.join(', ') }: { where: string; lacking?: string; found?: string },
): LongshoreError {
  const near = nearest(name, names);
  return new LongshoreError(code, {
    what: `no ${kind} ${name}`,
    why: names.length > 0 ? `${where} has ${found}` : `there is no ${lacking}`,
    fix: near ? `did you mean ${near}?` : `name one of ${names.join(', ') || lacking}`,
  });
}
