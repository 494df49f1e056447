import { notBuilt, validationError } from './errors';

/** A key and a value, in the API's shape. */
export interface Attribute {
  Key?: string;
  Value?: string;
}

/** What is known of an attribute: its default, and which values the embedded cloud acts on. */
export interface AttributeRule {
  standard: string;
  /** Where it is left out, the default alone is accepted. */
  accepts?: (value: string) => boolean;
}

const seconds =
  (least: number, most: number) =>
  (value: string): boolean =>
    /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most;

/** A load balancer's attributes. */
export const loadBalancerAttributes: Record<string, AttributeRule> = {
  'access_logs.s3.enabled': { standard: 'false' },
  'client_keep_alive.seconds': { standard: '3600' },
  'deletion_protection.enabled': { standard: 'false', accepts: (value) => ['true', 'false'].includes(value) },
  'idle_timeout.timeout_seconds': { standard: '60', accepts: seconds(1, 4000) },
  'load_balancing.cross_zone.enabled': { standard: 'true' },
  'routing.http.desync_mitigation_mode': { standard: 'defensive' },
  'routing.http.drop_invalid_header_fields.enabled': { standard: 'false' },
  'routing.http.preserve_host_header.enabled': { standard: 'false', accepts: (value) => value === 'true' },
  'routing.http.xff_header_processing.mode': { standard: 'append' },
};

/** A target group's attributes. */
export const targetGroupAttributes: Record<string, AttributeRule> = {
  'deregistration_delay.timeout_seconds': { standard: '300', accepts: seconds(0, 3600) },
  'load_balancing.algorithm.anomaly_mitigation': { standard: 'off' },
  'load_balancing.algorithm.type': {
    standard: 'round_robin',
    accepts: (value) => ['round_robin', 'least_outstanding_requests'].includes(value),
  },
  'load_balancing.cross_zone.enabled': { standard: 'use_load_balancer_configuration' },
  'slow_start.duration_seconds': { standard: '0' },
  'stickiness.enabled': { standard: 'false' },
  'stickiness.type': { standard: 'lb_cookie' },
  'target_group_health.dns_failover.minimum_healthy_targets.count': { standard: '1' },
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': { standard: 'off' },
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': { standard: '1' },
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': { standard: 'off' },
};

/** The attributes that a new resource has. */
export const standardAttributes = (rules: Record<string, AttributeRule>): Record<string, string> =>
  Object.fromEntries(Object.entries(rules).map(([key, { standard }]) => [key, standard]));

/**
 * Sets attributes.
 * @throws AwsError ValidationError for one that is not there, InvalidConfigurationRequest for a value that the
 *   embedded cloud would not act on
 */
export function setAttributes(
  rules: Record<string, AttributeRule>,
  before: Record<string, string>,
  changes: Attribute[],
): Record<string, string> {
  for (const { Key = '', Value = '' } of changes) check(rules[Key], Key, Value);
  return { ...before, ...Object.fromEntries(changes.map(({ Key = '', Value = '' }) => [Key, Value])) };
}

function check(rule: AttributeRule | undefined, key: string, value: string): void {
  if (!rule) throw validationError(`Attribute key '${key}' is not recognized`);
  if (value === rule.standard || rule.accepts?.(value) === true) return;
  if (rule.accepts) throw validationError(`'${value}' is not a valid value for attribute '${key}'`);
  throw notBuilt(`Value '${value}' of attribute '${key}'`);
}

/** Attributes in the API's shape. */
export const attributeList = (attributes: Record<string, string>): Attribute[] =>
  Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }));
