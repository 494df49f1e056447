import { type Faults } from './faults';
import { parseFaultPlan } from './parse-plan';

/**
 * Answers `PUT` (takes a plan) and `GET` of `/_cloud/faults`, both with the plan and how often each rule fired.
 * @returns undefined for anything else
 * @throws AwsError ValidationException for a plan that is wrong
 */
export function controlFaults(faults: Faults, method: string, path: string, body: string): object | undefined {
  if (path !== '/_cloud/faults' || (method !== 'PUT' && method !== 'GET')) return undefined;
  if (method === 'PUT') faults.set(parseFaultPlan(body));
  return faults.report();
}
