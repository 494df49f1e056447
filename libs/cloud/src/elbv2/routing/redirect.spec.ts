import { redirectLocation } from './redirect';

const url = { protocol: 'http', host: 'example.com', port: 8080, path: '/a/b', query: 'x=1' };

describe('redirectLocation', () => {
  it('leaves as it was what the action leaves out', () => {
    expect(redirectLocation({ StatusCode: 'HTTP_301', Protocol: 'HTTPS', Port: '443' }, url)).toBe(
      'https://example.com:443/a/b?x=1',
    );
  });

  it('fills in the reserved words', () => {
    const config = {
      StatusCode: 'HTTP_302' as const,
      Host: 'new.#{host}',
      Path: '/v2/#{path}',
      Query: '#{query}&from=#{port}',
    };
    expect(redirectLocation(config, url)).toBe('http://new.example.com:8080/v2/a/b?x=1&from=8080');
  });

  it('has no question mark without a query', () => {
    expect(redirectLocation({ StatusCode: 'HTTP_301', Path: '/' }, { ...url, query: '' })).toBe(
      'http://example.com:8080/',
    );
  });
});
