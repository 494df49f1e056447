import { type PutParameterRequest, type PutParameterResult } from '@aws-sdk/client-ssm';
import { AwsError, type CallContext, type OperationTable } from '../../kernel';
import { type SsmContext } from '../context';
import { notBuilt, validationError } from '../errors';
import { findParameter, newest } from '../lookup';
import { arnOf, checkName } from '../names';
import { type ParameterRecord, type ParameterVersion } from '../state';
import { mergeTags } from '../tags';

/** Versions that a parameter keeps. */
const kept = 100;

/** The operation that sets parameters. */
export const putOperations = ({ state, clock }: SsmContext): OperationTable => ({
  PutParameter: (input: PutParameterRequest, context: CallContext): PutParameterResult => {
    const name = input.Name ?? '';
    const existing = findParameter(state, context, name);
    check(input, existing);
    const version = newVersion(input, existing, clock.now());
    if (existing) existing.versions = [...existing.versions.slice(1 - kept), version];
    else {
      const arn = arnOf(context, name);
      state.parameters[arn] = { arn, name, tags: mergeTags([], input.Tags), versions: [version] };
    }
    return { Version: version.version, Tier: version.tier };
  },
});

function check(input: PutParameterRequest, existing: ParameterRecord | undefined): void {
  const { Name = '', Policies, Overwrite = false, Tags = [], Type, DataType = 'text' } = input;
  if (Policies) throw notBuilt('A policy of parameters');
  if (DataType !== 'text') throw notBuilt(`The data type ${DataType}`);
  if (!existing) checkName(Name);
  if (!existing && Type === undefined) {
    throw validationError('A parameter type is required when you create a parameter.');
  }
  if (existing && !Overwrite) throw alreadyExists();
  if (existing && Tags.length > 0) {
    throw validationError(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. " +
        'To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.',
    );
  }
  if (Type !== undefined && !['String', 'StringList', 'SecureString'].includes(Type)) {
    throw new AwsError('UnsupportedParameterType', `The parameter type ${Type} is not supported.`);
  }
  checkValue(input);
}

function checkValue({ Value = '', Tier = 'Standard', AllowedPattern }: PutParameterRequest): void {
  const most = Tier === 'Advanced' || Tier === 'Intelligent-Tiering' ? 8192 : 4096;
  if (Value === '') throw validationError('Parameter value must not be empty.');
  if (Buffer.byteLength(Value) > most) {
    throw validationError(`${Tier} tier parameters support a maximum parameter value of ${most} characters.`);
  }
  // A pattern of the caller's would run on the caller's text, in the cloud's only thread.
  if (AllowedPattern) throw notBuilt('AllowedPattern');
}

function newVersion(
  { Value = '', Type, Description, KeyId, Tier }: PutParameterRequest,
  existing: ParameterRecord | undefined,
  now: number,
): ParameterVersion {
  const last = existing && newest(existing);
  const type = Type ?? last?.type ?? 'String';
  const description = Description ?? last?.description;
  const large = Buffer.byteLength(Value) > 4096;
  return {
    version: (last?.version ?? 0) + 1,
    value: Value,
    type,
    tier: Tier === 'Advanced' || large || last?.tier === 'Advanced' ? 'Advanced' : 'Standard',
    modifiedAt: now,
    dataType: 'text',
    ...(description === undefined ? {} : { description }),
    ...(type === 'SecureString' ? { keyId: KeyId ?? last?.keyId ?? 'alias/aws/ssm' } : {}),
  };
}

const alreadyExists = (): AwsError =>
  new AwsError(
    'ParameterAlreadyExists',
    'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  );
