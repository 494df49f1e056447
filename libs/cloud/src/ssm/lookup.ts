import { AwsError, type CallContext } from '../kernel';
import { parameterNotFound } from './errors';
import { arnOf, readSelector, type Selector } from './names';
import { type ParameterRecord, type ParameterVersion, type SsmState } from './state';

/** One version of a parameter, as a request named it. */
export interface FoundParameter {
  parameter: ParameterRecord;
  version: ParameterVersion;
  /** With its colon, where the request had one. */
  selector?: string;
}

/** A parameter by name or ARN. */
export const findParameter = (
  { parameters }: SsmState,
  context: CallContext,
  nameOrArn: string,
): ParameterRecord | undefined => parameters[arnOf(context, nameOrArn)];

/** A parameter by name or ARN, in the version that its selector names, or else the newest. */
export function findVersion(state: SsmState, context: CallContext, text: string): FoundParameter | undefined {
  const { nameOrArn, selector, version }: Selector = readSelector(text);
  const parameter = findParameter(state, context, nameOrArn);
  const found = parameter?.versions.findLast((each) => version === undefined || each.version === version);
  return parameter && found && { parameter, version: found, ...(selector ? { selector } : {}) };
}

/**
 * As `findVersion`.
 * @throws AwsError ParameterNotFound, ParameterVersionNotFound
 */
export function versionOf(state: SsmState, context: CallContext, text: string): FoundParameter {
  const found = findVersion(state, context, text);
  if (found) return found;
  const { nameOrArn, selector = '' } = readSelector(text);
  if (!findParameter(state, context, nameOrArn)) throw parameterNotFound();
  throw new AwsError(
    'ParameterVersionNotFound',
    `Systems Manager could not find version ${selector.slice(1)} of ${nameOrArn}. Verify the version and try again.`,
  );
}

/** The parameters of the caller's account and region, by name. */
export const parametersIn = ({ parameters }: SsmState, { region, account }: CallContext): ParameterRecord[] =>
  Object.values(parameters)
    .filter(({ arn }) => arn.startsWith(`arn:aws:ssm:${region}:${account}:`))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

/** The newest version. */
export function newest({ name, versions }: ParameterRecord): ParameterVersion {
  const version = versions.at(-1);
  if (!version) throw new Error(`parameter ${name} has no version`);
  return version;
}
