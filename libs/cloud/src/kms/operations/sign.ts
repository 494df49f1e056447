import { type SignRequest, type SignResponse, type VerifyRequest, type VerifyResponse } from '@aws-sdk/client-kms';
import { AwsError, type CallContext, type OperationTable } from '../../kernel';
import { type KmsContext } from '../context';
import { usableKey } from '../lookup';
import { signWith, verifyWith } from '../signatures';
import { refuseUnbuilt } from '../unbuilt';

/** Operations that use a key. */
export const signOperations = (kms: KmsContext): OperationTable => ({
  Sign: (input: SignRequest, context: CallContext): SignResponse => {
    refuseUnbuilt(input, ['DryRun', 'GrantTokens']);
    const key = usableKey(kms, context, input.KeyId);
    return { KeyId: key.arn, Signature: signWith(key, input), SigningAlgorithm: input.SigningAlgorithm };
  },

  Verify: (input: VerifyRequest, context: CallContext): VerifyResponse => {
    refuseUnbuilt(input, ['DryRun', 'GrantTokens']);
    const key = usableKey(kms, context, input.KeyId);
    // A signature that does not fit is an error, never `SignatureValid: false`.
    if (!verifyWith(key, input, Buffer.from(input.Signature ?? []))) {
      throw new AwsError('KMSInvalidSignatureException', '');
    }
    return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: input.SigningAlgorithm };
  },
});
