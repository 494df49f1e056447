/** What KMS knows, as plain JSON: private keys are kept as they are, as all secrets of this machine's cloud. */
export interface KmsState {
  /** By ARN, and so by account and region. */
  keys: Record<string, KeyRecord>;
  /** ARNs of keys by the alias's ARN. */
  aliases: Record<string, AliasRecord>;
}

/** A key pair. */
export interface KeyRecord {
  arn: string;
  id: string;
  spec: string;
  description: string;
  enabled: boolean;
  /** Milliseconds since 1970, as the times below. */
  createdAt: number;
  /** When it is gone, if it is scheduled for deletion. */
  goneAt?: number;
  /** PKCS #8 as base64. */
  privateKey: string;
}

/** Another name of a key. */
export interface AliasRecord {
  keyArn: string;
  createdAt: number;
}

/** An account without keys. */
export const emptyState = (): KmsState => ({ keys: {}, aliases: {} });
