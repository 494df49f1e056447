import { type RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type RequestFacts, testOf } from './conditions';

const request: RequestFacts = {
  method: 'GET',
  host: 'api.example.com',
  path: '/api/v1/rooms',
  query: 'version=2&sort=Name',
  rawHeaders: ['User-Agent', 'curl/8', 'X-Flag', 'off', 'x-flag', 'Beta-7'],
  clientAddress: '127.0.0.1',
};

const satisfied = (condition: RuleCondition, facts: Partial<RequestFacts> = {}): boolean =>
  testOf(condition)({ ...request, ...facts });

const header = (HttpHeaderName: string, ...Values: string[]): RuleCondition => ({
  Field: 'http-header',
  HttpHeaderConfig: { HttpHeaderName, Values },
});

describe('a path-pattern condition', () => {
  const rooms: RuleCondition = { Field: 'path-pattern', PathPatternConfig: { Values: ['/x', '/api/v1/rooms*'] } };

  it('holds where one of its patterns matches the path', () => {
    expect(satisfied(rooms)).toBe(true);
    expect(satisfied(rooms, { path: '/api/v1/users' })).toBe(false);
  });

  it('heeds case', () => {
    expect(satisfied(rooms, { path: '/API/v1/rooms' })).toBe(false);
  });

  it('can be given in the older form', () => {
    expect(satisfied({ Field: 'path-pattern', Values: ['/api/*'] })).toBe(true);
  });
});

describe('a host-header condition', () => {
  it('disregards case', () => {
    const condition: RuleCondition = { Field: 'host-header', HostHeaderConfig: { Values: ['*.example.com'] } };
    expect(satisfied(condition, { host: 'API.Example.COM' })).toBe(true);
    expect(satisfied(condition, { host: 'example.com' })).toBe(false);
  });
});

describe('an http-header condition', () => {
  it('disregards the case of name and value and looks at each header of the name', () => {
    expect(satisfied(header('x-FLAG', 'beta-?'))).toBe(true);
    expect(satisfied(header('x-flag', 'gamma'))).toBe(false);
  });

  it('does not hold where the header is missing', () => {
    expect(satisfied(header('x-none', '*'))).toBe(false);
  });
});

describe('an http-request-method condition', () => {
  it('heeds case and knows no wildcards', () => {
    const condition: RuleCondition = { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET'] } };
    expect(satisfied(condition)).toBe(true);
    expect(satisfied(condition, { method: 'get' })).toBe(false);
  });
});

describe('a query-string condition', () => {
  const query = (...Values: { Key?: string; Value: string }[]): RuleCondition => ({
    Field: 'query-string',
    QueryStringConfig: { Values },
  });

  it('compares key and value without case', () => {
    expect(satisfied(query({ Key: 'SORT', Value: 'na*' }))).toBe(true);
    expect(satisfied(query({ Key: 'version', Value: '3' }))).toBe(false);
  });

  it('takes any key where it names none', () => {
    expect(satisfied(query({ Value: '2' }))).toBe(true);
  });

  it('decodes what the client encoded', () => {
    expect(satisfied(query({ Key: 'q', Value: 'a b' }), { query: 'q=a%20b' })).toBe(true);
  });
});

describe('a source-ip condition', () => {
  it('holds for addresses in one of its ranges', () => {
    const condition: RuleCondition = { Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8', '::1/128'] } };
    expect(satisfied(condition, { clientAddress: '10.9.8.7' })).toBe(true);
    expect(satisfied(condition, { clientAddress: '::1' })).toBe(true);
    expect(satisfied(condition)).toBe(false);
  });
});
