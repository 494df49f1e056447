import {
  type CancelKeyDeletionRequest,
  type CancelKeyDeletionResponse,
  type DisableKeyRequest,
  type EnableKeyRequest,
  type ScheduleKeyDeletionRequest,
  type ScheduleKeyDeletionResponse,
} from '@aws-sdk/client-kms';
import { type CallContext, type OperationTable } from '../../kernel';
import { type KmsContext } from '../context';
import { stateOf } from '../describe';
import { invalidState } from '../errors';
import { keptKey, keyOf } from '../lookup';

const day = 86_400_000;

/** Operations that change the state of a key. Source: "Key states of AWS KMS keys", developer guide. */
export const lifeOperations = (kms: KmsContext): OperationTable => ({
  EnableKey: ({ KeyId }: EnableKeyRequest, context: CallContext): object => {
    keptKey(kms, context, KeyId).enabled = true;
    return {};
  },

  DisableKey: ({ KeyId }: DisableKeyRequest, context: CallContext): object => {
    keptKey(kms, context, KeyId).enabled = false;
    return {};
  },

  ScheduleKeyDeletion: (
    { KeyId, PendingWindowInDays = 30 }: ScheduleKeyDeletionRequest,
    context: CallContext,
  ): ScheduleKeyDeletionResponse => {
    const key = keptKey(kms, context, KeyId);
    key.goneAt = kms.clock.now() + PendingWindowInDays * day;
    return { KeyId: key.arn, DeletionDate: new Date(key.goneAt), KeyState: stateOf(key), PendingWindowInDays };
  },

  CancelKeyDeletion: ({ KeyId }: CancelKeyDeletionRequest, context: CallContext): CancelKeyDeletionResponse => {
    const key = keyOf(kms, context, KeyId);
    if (key.goneAt === undefined) throw invalidState(`${key.arn} is not pending deletion.`);
    delete key.goneAt;
    key.enabled = false;
    return { KeyId: key.arn };
  },
});
