import {
  configError,
  type Environment,
  type Problem,
  readWorkspace,
  type Service,
  servicesCode,
} from '@longshore/model';
import { problemsTogether } from './problems-together';

/** What a run ships, and where to. */
export interface Configuration {
  services: Service[];
  environment: Environment;
}

/**
 * Reads every service and one environment, and checks them as a release would: all problems at once, before anything is
 * built.
 * @throws LS1003 if there is no such environment, LS1001, LS1002 or LS1013 with every problem
 */
export function readConfiguration(workspace: string, name: string): Configuration {
  const { services, environment, problems } = readWorkspace(workspace, name);
  const together = environment ? services.flatMap((service) => problemsTogether(service, environment)) : [];
  const all = distinct([...problems, ...together]);
  if (environment && all.length === 0) return { services, environment };
  const isOfServices = all.some(({ file }) => file.endsWith('/service.json'));
  throw configError(isOfServices ? servicesCode(all) : 'LS1002', all);
}

/** What an environment sets for all services is a problem once. */
const distinct = (problems: Problem[]): Problem[] => [
  ...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values(),
];
