import {
  type DeleteParameterRequest,
  type DeleteParameterResult,
  type DeleteParametersRequest,
  type DeleteParametersResult,
} from '@aws-sdk/client-ssm';
import { type CallContext, type OperationTable } from '../../kernel';
import { type SsmContext } from '../context';
import { parameterNotFound } from '../errors';
import { findParameter } from '../lookup';
import { type SsmState } from '../state';

/** Operations that delete parameters. */
export const deleteOperations = ({ state }: SsmContext): OperationTable => ({
  DeleteParameter: ({ Name = '' }: DeleteParameterRequest, context: CallContext): DeleteParameterResult => {
    if (!remove(state, context, Name)) throw parameterNotFound();
    return {};
  },

  DeleteParameters: ({ Names = [] }: DeleteParametersRequest, context: CallContext): DeleteParametersResult => {
    const results = [...new Set(Names)].map((name) => ({ name, removed: remove(state, context, name) }));
    return {
      DeletedParameters: results.filter(({ removed }) => removed).map(({ name }) => name),
      InvalidParameters: results.filter(({ removed }) => !removed).map(({ name }) => name),
    };
  },
});

function remove(state: SsmState, context: CallContext, name: string): boolean {
  const parameter = findParameter(state, context, name);
  if (parameter) delete state.parameters[parameter.arn];
  return parameter !== undefined;
}
