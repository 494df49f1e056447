import {
  type CreateAliasRequest,
  type DeleteAliasRequest,
  type ListAliasesRequest,
  type ListAliasesResponse,
} from '@aws-sdk/client-kms';
import { AwsError, type CallContext, type OperationTable } from '../../kernel';
import { type KmsContext } from '../context';
import { invalidRequest, notFound } from '../errors';
import { arnOf, currentState, keptKey, keyOf } from '../lookup';
import { page } from '../paging';

/** Operations on the other names of keys. */
export const aliasOperations = (kms: KmsContext): OperationTable => ({
  CreateAlias: ({ AliasName = '', TargetKeyId = '' }: CreateAliasRequest, context: CallContext): object => {
    if (!AliasName.startsWith('alias/')) throw invalidRequest('Invalid identifier: an alias begins with alias/');
    if (AliasName.startsWith('alias/aws/')) throw new AwsError('NotAuthorizedException', '');
    if (TargetKeyId.includes('alias/')) throw invalidRequest('Aliases must refer to keys. Not aliases');
    const arn = arnOf(context, AliasName);
    const { keyArn, aliases } = { keyArn: keptKey(kms, context, TargetKeyId).arn, aliases: kms.state.aliases };
    if (aliases[arn]) throw new AwsError('AlreadyExistsException', `An alias with the name ${arn} already exists`);
    aliases[arn] = { keyArn, createdAt: kms.clock.now() };
    return {};
  },

  DeleteAlias: ({ AliasName = '' }: DeleteAliasRequest, context: CallContext): object => {
    const arn = arnOf(context, AliasName);
    if (!currentState(kms).aliases[arn]) throw notFound(`Alias ${arn} is not found.`);
    delete kms.state.aliases[arn];
    return {};
  },

  ListAliases: (input: ListAliasesRequest, context: CallContext): ListAliasesResponse => {
    const only = input.KeyId === undefined ? undefined : keyOf(kms, context, input.KeyId).arn;
    const found = Object.entries(currentState(kms).aliases)
      .filter(([arn]) => arn.startsWith(arnOf(context, 'alias/')))
      .filter(([, { keyArn }]) => only === undefined || keyArn === only)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const { items, ...rest } = page(found, ([arn]) => arn, input);
    const Aliases = items.map(([arn, { keyArn, createdAt }]) => ({
      AliasName: arn.slice(arnOf(context, '').length),
      AliasArn: arn,
      TargetKeyId: keyArn.slice(keyArn.indexOf('/') + 1),
      CreationDate: new Date(createdAt),
      LastUpdatedDate: new Date(createdAt),
    }));
    return { Aliases, ...rest };
  },
});
