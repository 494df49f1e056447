import { type Action } from '@aws-sdk/client-elastic-load-balancing-v2';

/** A target group and its share of the requests. */
export interface WeightedGroup {
  arn: string;
  weight: number;
}

/** The target groups that a forward action names. */
export function groupsOf(action: Action): WeightedGroup[] {
  const tuples = action.ForwardConfig?.TargetGroups ?? [{ TargetGroupArn: action.TargetGroupArn }];
  return tuples.flatMap(({ TargetGroupArn: arn, Weight: weight = 1 }) => (arn === undefined ? [] : [{ arn, weight }]));
}

/**
 * The target group for a request, by weight.
 * @param fraction from 0 up to 1: where in the sum of the weights the request falls
 */
export function chooseGroup(groups: WeightedGroup[], fraction: number): string | undefined {
  const total = groups.reduce((sum, { weight }) => sum + weight, 0);
  let left = fraction * total;
  for (const { arn, weight } of groups) {
    if (left < weight) return arn;
    left -= weight;
  }
  return undefined;
}
