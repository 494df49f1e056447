import { type TagResourceRequest, type UntagResourceRequest } from '@aws-sdk/client-secrets-manager';
import { type CallContext, type OperationTable } from '../../kernel';
import { type SecretsManagerContext } from '../context';
import { usableSecret } from '../lookup';
import { mergeTags } from '../tags';

/** Operations on the tags of secrets. */
export const tagOperations = (secrets: SecretsManagerContext): OperationTable => ({
  TagResource: ({ SecretId, Tags }: TagResourceRequest, context: CallContext): object => {
    const secret = usableSecret(secrets, context, SecretId);
    secret.tags = mergeTags(secret.tags, Tags);
    return {};
  },

  UntagResource: ({ SecretId, TagKeys = [] }: UntagResourceRequest, context: CallContext): object => {
    const secret = usableSecret(secrets, context, SecretId);
    secret.tags = secret.tags.filter(({ Key = '' }) => !TagKeys.includes(Key));
    return {};
  },
});
