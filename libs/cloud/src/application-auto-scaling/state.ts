import { type PutScalingPolicyRequest, type SuspendedState } from '@aws-sdk/client-application-auto-scaling';

/** What Application Auto Scaling knows, as plain JSON. It is kept and described; nothing evaluates it. */
export interface AutoScalingState {
  /** By region, account, namespace, resource and dimension. */
  targets: Record<string, TargetRecord>;
}

/** What may be scaled, and how far. */
export interface TargetRecord {
  arn: string;
  region: string;
  account: string;
  namespace: string;
  resourceId: string;
  dimension: string;
  min: number;
  max: number;
  roleArn: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  suspended: Required<SuspendedState>;
  tags: Record<string, string>;
  policies: PolicyRecord[];
}

/** A policy, whole as PutScalingPolicy gave it. */
export interface PolicyRecord {
  arn: string;
  createdAt: number;
  request: PutScalingPolicyRequest;
}

/** An account in which nothing scales. */
export const emptyState = (): AutoScalingState => ({ targets: {} });
