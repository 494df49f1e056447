import { isNativeError } from 'node:util/types';
import { isAbort, LongshoreError } from '@longshore/model';
import { areCredentialsRefused, renewCredentials } from '@longshore/registry';
import { isDenied, isNetwork, type SdkError } from './explain';

/** The key that a call is about. */
interface AskedKey {
  arn: string;
  region: string;
}

/** The command that makes a key that signs evidence. */
export const createKey = (region: string): string =>
  `aws kms create-key --key-spec ECC_NIST_P256 --key-usage SIGN_VERIFY --region ${region}`;

/** Puts what the SDK throws for a key in our words: LS2105, unless it is a bug of ours or the run was ended. */
export function explainKms(operation: string, error: unknown, key: AskedKey): unknown {
  if (!isNativeError(error) || isAbort(error)) return error;
  const { name, message, $metadata } = error as SdkError;
  const isAnswer = $metadata?.httpStatusCode !== undefined || name === 'CredentialsProviderError';
  if (!isAnswer && !isNetwork(error)) return error;
  return new LongshoreError('LS2105', {
    what: `the key ${key.arn} cannot be used`,
    why: `${operation}: ${[name, message].filter(Boolean).join(': ')}`,
    fix: isAnswer ? fixOf(error, key) : reachAws(),
    cause: error,
  });
}

function fixOf(error: Error, { arn, region }: AskedKey): string {
  const ofKey = `--key-id ${arn} --region ${region}`;
  if (isDenied(error)) {
    return `allow kms:GetPublicKey and kms:Sign on this key to the caller: aws sts get-caller-identity`;
  }
  const isSignedOut = error.name === 'CredentialsProviderError' || areCredentialsRefused(error);
  if (isSignedOut) return renewCredentials(process.env);
  switch (error.name) {
    case 'NotFoundException':
      return `aws kms list-keys --region ${region}`;
    case 'DisabledException':
      return `aws kms enable-key ${ofKey}`;
    case 'KMSInvalidStateException':
      return `aws kms cancel-key-deletion ${ofKey} && aws kms enable-key ${ofKey}`;
    case 'UnsupportedOperationException':
    case 'InvalidKeyUsageException':
      return createKey(region);
    default:
      return 'mend what AWS names above and run the command again';
  }
}

function reachAws(): string {
  const endpoint = process.env['AWS_ENDPOINT_URL'];
  return `check the network${endpoint ? ` and AWS_ENDPOINT_URL=${endpoint}` : ''}`;
}
