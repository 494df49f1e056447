/** What every ARN of one cluster has in common. */
export interface Place {
  region: string;
  account: string;
}

/** Reads region and account off any ARN. */
export const placeOf = (arn: string): Place => {
  const [, , , region = '', account = ''] = arn.split(':');
  return { region, account };
};

/** The ARN of an ECS resource, as `arn:aws:ecs:us-east-1:123456789012:cluster/staging`. */
export const ecsArn = ({ region, account }: Place, resource: string): string =>
  `arn:aws:ecs:${region}:${account}:${resource}`;

/** The last part of an ARN or a path: a cluster's name, a task's id. */
export const lastPart = (reference: string): string => reference.slice(reference.lastIndexOf('/') + 1);

/** Whether a reference is an ARN. */
export const isArn = (reference: string): boolean => reference.startsWith('arn:');

/** The ARN of something that belongs to a cluster, as `…:task/staging/4f1c…`. */
export const arnInCluster = (clusterArn: string, kind: string, ...rest: string[]): string =>
  ecsArn(placeOf(clusterArn), [kind, lastPart(clusterArn), ...rest].join('/'));
