import { type ParameterStringFilter } from '@aws-sdk/client-ssm';
import { AwsError } from '../kernel';
import { notBuilt } from './errors';
import { newest } from './lookup';
import { type ParameterRecord } from './state';

/** Whether a name is below a path: straight below it, or at any depth. */
export function isBelow(name: string, path: string, recursive: boolean): boolean {
  const prefix = path.endsWith('/') ? path : `${path}/`;
  return name.startsWith(prefix) && (recursive || !name.slice(prefix.length).includes('/'));
}

/**
 * Whether a parameter passes every filter.
 * @throws AwsError InvalidFilterOption
 */
export const matchesAll = (parameter: ParameterRecord, filters: ParameterStringFilter[]): boolean =>
  filters.every((filter) => matches(parameter, filter));

function matches(parameter: ParameterRecord, { Key = '', Option, Values = [] }: ParameterStringFilter): boolean {
  switch (Key) {
    case 'Name':
      return Values.some((value) => compare(parameter.name, value, Option ?? 'Equals'));
    case 'Type':
      return Values.some((value) => compare(newest(parameter).type, value, Option ?? 'Equals'));
    case 'Path':
      return Values.some((path) => isBelow(parameter.name, path, readDepth(Option ?? 'OneLevel')));
    default:
      throw notBuilt(`The filter ${Key}`);
  }
}

function compare(actual: string, wanted: string, option: string): boolean {
  if (option === 'Equals') return actual === wanted;
  if (option === 'BeginsWith') return actual.startsWith(wanted);
  if (option === 'Contains') return actual.includes(wanted);
  throw invalidOption(option);
}

function readDepth(option: string): boolean {
  if (option !== 'Recursive' && option !== 'OneLevel') throw invalidOption(option);
  return option === 'Recursive';
}

const invalidOption = (option: string): AwsError =>
  new AwsError('InvalidFilterOption', `The filter option ${option} is not valid.`);
