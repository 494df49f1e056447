import { type Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Listener, type Rule } from '../state';
import { type RequestFacts } from './conditions';
import { chooseRoute, routesOf } from './routes';

const respond = (StatusCode: string): Action[] => [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode } }];

const listener: Listener = {
  arn: 'listener',
  loadBalancerArn: 'lb',
  defaultRuleArn: 'default',
  port: 80,
  protocol: 'HTTP',
  actions: respond('404'),
};

const rule = (priority: number, path: string, status: string, more: Partial<Rule> = {}): Rule => ({
  arn: `rule-${priority}`,
  listenerArn: 'listener',
  priority,
  conditions: [{ Field: 'path-pattern', Values: [path] }],
  actions: respond(status),
  ...more,
});

const statusOf = (rules: Rule[], facts: Partial<RequestFacts>): string | undefined => {
  const request = { method: 'GET', host: '', path: '/', query: '', rawHeaders: [], clientAddress: '', ...facts };
  return chooseRoute(routesOf(listener, rules), request)?.action.FixedResponseConfig?.StatusCode;
};

describe('the rules of a listener', () => {
  it('are tried by priority, whatever order they were made in', () => {
    const rules = [rule(20, '/api/*', '220'), rule(9, '/api/v1/*', '209'), rule(100, '*', '299')];
    expect(statusOf(rules, { path: '/api/v1/rooms' })).toBe('209');
    expect(statusOf(rules, { path: '/api/v2' })).toBe('220');
    expect(statusOf(rules, { path: '/' })).toBe('299');
  });

  it('end with the default', () => {
    expect(statusOf([rule(1, '/api', '200')], { path: '/other' })).toBe('404');
  });

  it('need all their conditions', () => {
    const both = rule(1, '/api', '200', {
      conditions: [
        { Field: 'path-pattern', Values: ['/api'] },
        { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['POST'] } },
      ],
    });
    expect(statusOf([both], { path: '/api', method: 'POST' })).toBe('200');
    expect(statusOf([both], { path: '/api', method: 'GET' })).toBe('404');
  });

  it('are those of the listener alone', () => {
    expect(statusOf([rule(1, '*', '200', { listenerArn: 'another' })], {})).toBe('404');
  });
});
