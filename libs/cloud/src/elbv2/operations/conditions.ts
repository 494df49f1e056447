import { isIP } from 'node:net';
import { type RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { defaultQuotas } from '../../quotas';
import { notBuilt, validationError } from '../errors';

const fields = ['path-pattern', 'host-header', 'http-header', 'http-request-method', 'query-string', 'source-ip'];

/** A rule may compare with five values in all, and have five wildcards in them (ALB quotas). */
const mostValues = defaultQuotas['condition-values-per-alb-rule'];
const mostWildcards = defaultQuotas['condition-wildcards-per-alb-rule'];

/**
 * Checks the conditions of a rule, and brings them into the form in which they are described.
 * @throws AwsError
 */
export function readConditions(conditions: RuleCondition[] = []): RuleCondition[] {
  if (conditions.length === 0) throw validationError('A condition must be specified');
  const read = conditions.map(readCondition);
  if (read.flatMap(valuesOf).length > mostValues) {
    throw validationError(`A rule can only have '${mostValues}' condition values`);
  }
  if ((read.flatMap(valuesOf).join('').match(/[*?]/g) ?? []).length > mostWildcards) {
    throw validationError(`A rule can only have '${mostWildcards}' condition wildcards`);
  }
  for (const field of ['path-pattern', 'host-header', 'http-request-method', 'source-ip']) {
    if (read.filter(({ Field }) => Field === field).length > 1) {
      throw validationError(`A rule can only have one '${field}' condition`);
    }
  }
  return read;
}

function readCondition(condition: RuleCondition): RuleCondition {
  const { Field = '' } = condition;
  if (!fields.includes(Field)) {
    throw validationError(`Condition field '${Field}' must be one of '[${fields.join(', ')}]'`);
  }
  if (usesRegex(condition)) throw notBuilt('A condition with regular expressions');
  const read = inBothForms(condition);
  const values = valuesOf(read);
  if (values.length === 0) throw validationError('A condition value must be specified');
  for (const value of values) checkValue(Field, value);
  if (Field === 'http-header') checkHeaderName(read.HttpHeaderConfig?.HttpHeaderName ?? '');
  return read;
}

const usesRegex = (condition: RuleCondition): boolean =>
  [condition, condition.PathPatternConfig, condition.HostHeaderConfig, condition.HttpHeaderConfig].some(
    (config) => config?.RegexValues !== undefined && config.RegexValues.length > 0,
  );

/** Paths and hosts can be given in two forms; ELB describes them in both. */
function inBothForms(condition: RuleCondition): RuleCondition {
  const { Field, Values, PathPatternConfig, HostHeaderConfig } = condition;
  if (Field === 'path-pattern') {
    const values = PathPatternConfig?.Values ?? Values ?? [];
    return { Field, Values: values, PathPatternConfig: { Values: values } };
  }
  if (Field === 'host-header') {
    const values = HostHeaderConfig?.Values ?? Values ?? [];
    return { Field, Values: values, HostHeaderConfig: { Values: values } };
  }
  return condition;
}

function valuesOf({ Field, Values, ...configs }: RuleCondition): string[] {
  switch (Field) {
    case 'http-header':
      return configs.HttpHeaderConfig?.Values ?? [];
    case 'http-request-method':
      return configs.HttpRequestMethodConfig?.Values ?? [];
    case 'query-string':
      return configs.QueryStringConfig?.Values?.map(({ Key, Value = '' }) => (Key ?? '') + Value) ?? [];
    case 'source-ip':
      return configs.SourceIpConfig?.Values ?? [];
    default:
      return Values ?? [];
  }
}

function checkValue(field: string, value: string): void {
  if (value === '' || value.length > 128) {
    throw validationError(`A '${field}' condition value must have '1' to '128' characters`);
  }
  const allowed = {
    'path-pattern': /^[\w\-.$/~"'@:+&*?]+$/,
    'host-header': /^[A-Za-z0-9\-.*?]+$/,
    'http-request-method': /^[A-Z_-]{1,40}$/,
  }[field];
  if (allowed && !allowed.test(value)) {
    throw validationError(`Condition value '${value}' contains a character that is not valid`);
  }
  if (field === 'source-ip' && !isCidr(value)) {
    throw validationError(`The source IP condition value '${value}' is not a CIDR block`);
  }
}

function isCidr(value: string): boolean {
  const [address = '', prefix = ''] = value.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits;
}

function checkHeaderName(name: string): void {
  if (!/^[\w!#$%&'*+\-.^`|~]{1,40}$/.test(name) || name.toLowerCase() === 'host') {
    throw validationError(`The header name '${name}' is not valid in an HTTP header condition`);
  }
}
