import { type ParameterTier, type ParameterType, type Tag } from '@aws-sdk/client-ssm';

/** What Parameter Store knows, as plain JSON. Secure strings are kept as they are: there is no KMS on this machine. */
export interface SsmState {
  /** By ARN, and so by account and region. */
  parameters: Record<string, ParameterRecord>;
}

/** A parameter. */
export interface ParameterRecord {
  arn: string;
  name: string;
  tags: Tag[];
  /** The oldest first; at least one, at most 100. */
  versions: ParameterVersion[];
}

/** What PutParameter set. */
export interface ParameterVersion {
  version: number;
  value: string;
  type: ParameterType;
  tier: ParameterTier;
  /** Milliseconds since 1970. */
  modifiedAt: number;
  dataType: string;
  description?: string;
  keyId?: string;
}

/** A store with nothing in it. */
export const emptyState = (): SsmState => ({ parameters: {} });
