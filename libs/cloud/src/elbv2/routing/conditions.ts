import { BlockList, isIPv4 } from 'node:net';
import { type RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { wildcard } from './wildcard';

/** What rules look at in a request. */
export interface RequestFacts {
  method: string;
  /** Without a port. */
  host: string;
  /** As sent, without the query. */
  path: string;
  /** Without the question mark. */
  query: string;
  /** Names and values by turns, as sent. */
  rawHeaders: string[];
  /** The address that the connection comes from. */
  clientAddress: string;
}

/** Whether a request satisfies a condition. */
export type Test = (facts: RequestFacts) => boolean;

/**
 * Makes the test of a rule's condition. Paths and methods are case-sensitive; hosts, header values and query strings
 * are not (ALB guide, "Condition types for listener rules").
 */
export function testOf(condition: RuleCondition): Test {
  switch (condition.Field) {
    case 'path-pattern':
      return pathTest(valuesOf(condition, condition.PathPatternConfig));
    case 'host-header':
      return hostTest(valuesOf(condition, condition.HostHeaderConfig));
    case 'http-request-method':
      return methodTest(condition.HttpRequestMethodConfig?.Values ?? []);
    case 'http-header':
      return headerTest(condition.HttpHeaderConfig?.HttpHeaderName ?? '', condition.HttpHeaderConfig?.Values ?? []);
    case 'query-string':
      return queryTest(condition.QueryStringConfig?.Values ?? []);
    case 'source-ip':
      return sourceTest(condition.SourceIpConfig?.Values ?? []);
    default:
      return () => false;
  }
}

const valuesOf = (condition: RuleCondition, config: { Values?: string[] } | undefined): string[] =>
  config?.Values ?? condition.Values ?? [];

function pathTest(values: string[]): Test {
  const patterns = values.map((value) => wildcard(value, { caseSensitive: true }));
  return ({ path }) => patterns.some((pattern) => pattern.test(path));
}

function hostTest(values: string[]): Test {
  const patterns = values.map((value) => wildcard(value, { caseSensitive: false }));
  return ({ host }) => patterns.some((pattern) => pattern.test(host));
}

const methodTest =
  (values: string[]): Test =>
  ({ method }) =>
    values.includes(method);

function headerTest(name: string, values: string[]): Test {
  const wanted = name.toLowerCase();
  const patterns = values.map((value) => wildcard(value, { caseSensitive: false }));
  return ({ rawHeaders }) =>
    rawHeaders.some(
      (header, index) =>
        index % 2 === 0 &&
        header.toLowerCase() === wanted &&
        patterns.some((pattern) => pattern.test(rawHeaders[index + 1] ?? '')),
    );
}

function queryTest(values: { Key?: string; Value?: string }[]): Test {
  const options = { caseSensitive: false, escapes: true };
  const pairs = values.map(({ Key, Value }) => ({
    key: Key === undefined ? undefined : wildcard(Key, options),
    value: wildcard(Value ?? '', options),
  }));
  return ({ query }) => {
    const sent = [...new URLSearchParams(query)];
    return pairs.some(({ key, value }) =>
      sent.some(([name, text]) => (key === undefined || key.test(name)) && value.test(text)),
    );
  };
}

function sourceTest(ranges: string[]): Test {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/');
    list.addSubnet(address, Number(prefix), isIPv4(address) ? 'ipv4' : 'ipv6');
  }
  return ({ clientAddress }) => list.check(clientAddress, isIPv4(clientAddress) ? 'ipv4' : 'ipv6');
}
