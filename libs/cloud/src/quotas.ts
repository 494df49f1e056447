/**
 * The quotas that an account has by default in a region, by the names of DescribeAccountLimits; the last one, of ECS,
 * has no such name. Sources: "Quotas for your Application Load Balancers" (ALB user guide), the CLI example of
 * DescribeAccountLimits (AWS SDK code library), "Amazon ECS endpoints and quotas" (AWS General Reference).
 */
export const defaultQuotas = {
  'application-load-balancers': 50,
  'certificates-per-application-load-balancer': 25,
  'condition-values-per-alb-rule': 5,
  'condition-wildcards-per-alb-rule': 5,
  'listeners-per-application-load-balancer': 50,
  'rules-per-application-load-balancer': 100,
  'target-groups': 3000,
  'target-groups-per-action-on-application-load-balancer': 5,
  'target-groups-per-application-load-balancer': 100,
  'services-per-cluster': 5000,
} as const;

/** The name of a quota. */
export type QuotaName = keyof typeof defaultQuotas;

/** The most of each thing that an account may have. */
export type Quotas = Readonly<Record<QuotaName, number>>;

/** The default quotas with some that were raised, or lowered. */
export const quotasOf = (changed: Partial<Quotas> = {}): Quotas => ({ ...defaultQuotas, ...changed });
