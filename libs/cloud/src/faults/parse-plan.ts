import { AwsError } from '../kernel';
import { type FaultPlan, type FaultRule, noFaults, runtimeFaultKinds } from './plan';

/**
 * Reads the body of `PUT /_cloud/faults`.
 * @throws AwsError ValidationException naming everything that is wrong with it
 */
export function parseFaultPlan(text: string): FaultPlan {
  const problems: string[] = [];
  const plan = readPlan(parseJson(text), problems);
  if (problems.length > 0) throw new AwsError('ValidationException', problems.join('; '));
  return plan;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError('ValidationException', 'the body is not JSON');
  }
}

type Check = [expected: string, holds: (value: unknown) => boolean];

const isNumber = (least: number, most: number) => (value: unknown) =>
  typeof value === 'number' && value >= least && value <= most;
const isWhole = (least: number, most: number) => (value: unknown) =>
  Number.isInteger(value) && isNumber(least, most)(value);

const text: Check = ['text', (value) => typeof value === 'string' && value !== ''];
const count: Check = ['a whole number from 1', isWhole(1, Number.MAX_SAFE_INTEGER)];
const milliseconds: Check = ['milliseconds, at most 600000', isNumber(0, 600_000)];
const conditions: Record<string, Check> = {
  probability: ['a number from 0 to 1', isNumber(0, 1)],
  nth: count,
  times: count,
};
const ofCalls: Record<string, Check> = {
  ...conditions,
  service: text,
  operation: text,
  phase: ['"before" or "after"', (value) => value === 'before' || value === 'after'],
  latencyMs: milliseconds,
  error: ['{"code", "status"}', isObject],
  reset: ['true', (value) => value === true],
  staleReads: count,
};
const ofRuntimes: Record<string, Check> = {
  ...conditions,
  runtime: [
    runtimeFaultKinds.map((kind) => `"${kind}"`).join(' or '),
    (value) => runtimeFaultKinds.some((kind) => kind === value),
  ],
  target: text,
  latencyMs: milliseconds,
};
const ofErrors: Record<string, Check> = {
  code: text,
  status: ['an HTTP status from 400', isWhole(400, 599)],
  message: text,
};
const ofPlans: Record<string, Check> = {
  seed: ['a whole number', isWhole(0, Number.MAX_SAFE_INTEGER)],
  rules: ['a list', Array.isArray],
};

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readPlan(value: unknown, problems: string[]): FaultPlan {
  if (!isObject(value)) {
    problems.push('the body is not an object with "seed" and "rules"');
    return noFaults;
  }
  checkMembers(value, ofPlans, '', problems);
  const rules = Array.isArray(value['rules']) ? (value['rules'] as unknown[]) : [];
  const read = rules.map((rule, index) => readRule(rule, `rules[${index}]`, problems));
  return { seed: Number(value['seed'] ?? 0), rules: read };
}

function readRule(value: unknown, path: string, problems: string[]): FaultRule {
  if (!isObject(value)) {
    problems.push(`${path} is not an object`);
    return { phase: 'before' };
  }
  const isRuntime = 'runtime' in value;
  checkMembers(value, isRuntime ? ofRuntimes : ofCalls, `${path}.`, problems);
  if (isObject(value['error'])) checkError(value['error'], `${path}.error.`, problems);
  checkChoice(value, Object.keys(conditions), path, problems);
  if (!isRuntime) checkEffects(value, path, problems);
  if (value['runtime'] === 'slow-start' && !('latencyMs' in value)) problems.push(`${path}.latencyMs is missing`);
  return (isRuntime ? value : { phase: 'before', ...value }) as unknown as FaultRule;
}

function checkError(error: Record<string, unknown>, path: string, problems: string[]): void {
  checkMembers(error, ofErrors, path, problems);
  for (const name of ['code', 'status']) if (!(name in error)) problems.push(`${path}${name} is missing`);
}

function checkEffects(rule: Record<string, unknown>, path: string, problems: string[]): void {
  const exclusive = ['error', 'reset', 'staleReads'];
  checkChoice(rule, exclusive, path, problems);
  if (![...exclusive, 'latencyMs'].some((name) => name in rule)) {
    problems.push(`${path} does nothing: give it error, latencyMs, reset or staleReads`);
  }
  if ('staleReads' in rule && ('latencyMs' in rule || 'phase' in rule)) {
    problems.push(`${path}.staleReads goes with neither phase nor latencyMs`);
  }
}

function checkChoice(rule: Record<string, unknown>, names: string[], path: string, problems: string[]): void {
  const given = names.filter((name) => name in rule);
  if (given.length > 1) problems.push(`${path} has ${given.join(' and ')}: one of them at most`);
}

function checkMembers(
  value: Record<string, unknown>,
  checks: Record<string, Check>,
  path: string,
  problems: string[],
): void {
  for (const [name, member] of Object.entries(value)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (!check) problems.push(`${path}${name} is not known: there are ${Object.keys(checks).join(', ')}`);
    else if (!check[1](member)) problems.push(`${path}${name} should be ${check[0]}`);
  }
}
