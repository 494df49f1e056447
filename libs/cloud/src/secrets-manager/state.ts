import { type Tag } from '@aws-sdk/client-secrets-manager';

/** What Secrets Manager knows, as plain JSON. Values are kept as they are: nothing encrypts on this machine. */
export interface SecretsManagerState {
  /** By ARN, and so by account and region. */
  secrets: Record<string, SecretRecord>;
}

/** A secret. */
export interface SecretRecord {
  arn: string;
  name: string;
  description?: string;
  kmsKeyId?: string;
  tags: Tag[];
  /** Milliseconds since 1970, as the times below. */
  createdAt: number;
  changedAt: number;
  /** When it was marked for deletion, and when it is gone. */
  deletion?: { markedAt: number; goneAt: number };
  /** The oldest first; none where a secret was created without a value. */
  versions: SecretVersion[];
}

/** One value of a secret. */
export interface SecretVersion {
  /** The client token of the request that made it. */
  id: string;
  text?: string;
  /** Bytes as base64. */
  binary?: string;
  /** Staging labels: AWSCURRENT, AWSPREVIOUS and the caller's own; a version without any is deprecated. */
  stages: string[];
  createdAt: number;
}

/** A store with nothing in it. */
export const emptyState = (): SecretsManagerState => ({ secrets: {} });
