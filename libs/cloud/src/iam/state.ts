import { type Tag } from '@aws-sdk/client-iam';

/** What IAM knows, as plain JSON. Nothing enforces it: any well-formed signature may do anything. */
export interface IamState {
  /** By account and name, as `123456789012/shop-task`: roles are of no region. */
  roles: Record<string, RoleRecord>;
}

/** A role with its trust policy. */
export interface RoleRecord {
  name: string;
  path: string;
  id: string;
  arn: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** The JSON document, as it was given. */
  trustPolicy: string;
  description?: string;
  /** Seconds. */
  maxSession: number;
  tags: Tag[];
}

/** An account without roles. */
export const emptyState = (): IamState => ({ roles: {} });
