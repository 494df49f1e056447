import {
  type GetParameterHistoryRequest,
  type GetParameterHistoryResult,
  type GetParameterRequest,
  type GetParameterResult,
  type GetParametersRequest,
  type GetParametersResult,
} from '@aws-sdk/client-ssm';
import { type CallContext, type OperationTable } from '../../kernel';
import { type SsmContext } from '../context';
import { describe, shownValue } from '../describe';
import { validationError } from '../errors';
import { findVersion, versionOf } from '../lookup';
import { page } from '../paging';

/** Operations that read parameters by name. */
export const readOperations = ({ state }: SsmContext): OperationTable => ({
  GetParameter: ({ Name = '', WithDecryption }: GetParameterRequest, context: CallContext): GetParameterResult => ({
    Parameter: describe(versionOf(state, context, Name), WithDecryption),
  }),

  GetParameters: ({ Names = [], WithDecryption }: GetParametersRequest, context: CallContext): GetParametersResult => {
    if (Names.length < 1 || Names.length > 10) throw validationError('Names: 1 to 10 names can be given.');
    if (new Set(Names).size < Names.length) throw validationError('Names: no name can be given twice.');
    const found = Names.map((name) => ({ name, version: findVersion(state, context, name) }));
    return {
      Parameters: found.flatMap(({ version }) => (version ? describe(version, WithDecryption) : [])),
      InvalidParameters: found.flatMap(({ name, version }) => (version ? [] : name)),
    };
  },

  GetParameterHistory: (input: GetParameterHistoryRequest, context: CallContext): GetParameterHistoryResult => {
    const { parameter } = versionOf(state, context, input.Name ?? '');
    const { items, NextToken } = page(parameter.versions, ({ version }) => String(version), input, 50);
    const Parameters = items.map((version) => ({
      Name: parameter.name,
      Type: version.type,
      Value: shownValue(version, input.WithDecryption),
      Version: version.version,
      LastModifiedDate: new Date(version.modifiedAt),
      Description: version.description,
      KeyId: version.keyId,
      Tier: version.tier,
      DataType: version.dataType,
    }));
    return { Parameters, NextToken };
  },
});
