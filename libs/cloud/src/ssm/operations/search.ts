import {
  type DescribeParametersRequest,
  type DescribeParametersResult,
  type GetParametersByPathRequest,
  type GetParametersByPathResult,
  type ParameterMetadata,
} from '@aws-sdk/client-ssm';
import { type CallContext, type OperationTable } from '../../kernel';
import { type SsmContext } from '../context';
import { describe } from '../describe';
import { notBuilt, validationError } from '../errors';
import { isBelow, matchesAll } from '../filters';
import { newest, parametersIn } from '../lookup';
import { page } from '../paging';
import { type ParameterRecord } from '../state';

/** Operations that find parameters by path and by filters. */
export const searchOperations = ({ state }: SsmContext): OperationTable => ({
  GetParametersByPath: (input: GetParametersByPathRequest, context: CallContext): GetParametersByPathResult => {
    const { Path = '', Recursive = false, ParameterFilters = [], WithDecryption } = input;
    if (!Path.startsWith('/')) {
      throw validationError('The parameter path must begin with a forward slash "/".');
    }
    const found = parametersIn(state, context)
      .filter(({ name }) => isBelow(name, Path, Recursive))
      .filter((parameter) => matchesAll(parameter, ParameterFilters));
    const { items, NextToken } = page(found, ({ name }) => name, input, 10);
    const Parameters = items.map((parameter) => describe({ parameter, version: newest(parameter) }, WithDecryption));
    return { Parameters, NextToken };
  },

  DescribeParameters: (input: DescribeParametersRequest, context: CallContext): DescribeParametersResult => {
    const { Filters = [], ParameterFilters = [], Shared } = input;
    if (Filters.length > 0) throw notBuilt('Filters, the older form of ParameterFilters,');
    if (Shared) throw notBuilt('Sharing of parameters');
    const found = parametersIn(state, context).filter((parameter) => matchesAll(parameter, ParameterFilters));
    const { items, NextToken } = page(found, ({ name }) => name, input, 50);
    return { Parameters: items.map(metadata), NextToken };
  },
});

function metadata(parameter: ParameterRecord): ParameterMetadata {
  const { type, version, modifiedAt, tier, dataType, description, keyId } = newest(parameter);
  return {
    Name: parameter.name,
    ARN: parameter.arn,
    Type: type,
    Version: version,
    LastModifiedDate: new Date(modifiedAt),
    Tier: tier,
    DataType: dataType,
    Description: description,
    KeyId: keyId,
    Policies: [],
  };
}
