import { sharedPaths } from '@longshore/model';
import { type Rule } from '../aws/shapes';
import { conditionsOf, isSameRoute, isWaiting, routeOf, without } from './route';

const ruleOf = (paths: string[], hosts?: string[]): Rule => ({ Conditions: conditionsOf({ paths, hosts }) });

test('a rule without paths is recognised as one that waits, and is for no request', () => {
  expect(isWaiting(ruleOf([]))).toBe(true);
  expect(routeOf(ruleOf([]))).toEqual({ paths: [] });
  expect(isWaiting(ruleOf(['/a'], ['a.example.com']))).toBe(false);
});

test('a rule that waits has conditions that hold together for no request, whatever host it names', () => {
  const fields = conditionsOf({ paths: [] }).map(({ Field }) => Field);
  expect(fields).toEqual(['host-header', 'source-ip']);
});

test.each([
  ['in any order', { paths: ['/a', '/b'] }, { paths: ['/b', '/a'] }, true],
  [
    'in whatever case their hosts are',
    { paths: ['/a'], hosts: ['A.example.com'] },
    { paths: ['/a'], hosts: ['a.example.com'] },
    true,
  ],
  ['not where one names hosts', { paths: ['/a'] }, { paths: ['/a'], hosts: ['a.example.com'] }, false],
  ['not where paths differ in case', { paths: ['/a'] }, { paths: ['/A'] }, false],
  ['not where both have no paths', { paths: [] }, { paths: [] }, false],
])('routes are the same %s', (_when, one, other, expected) => {
  expect(isSameRoute(one, other)).toBe(expected);
});

test.each([
  [{ paths: ['/a', '/b'] }, { paths: ['/b', '/c'] }, ['/b']],
  [{ paths: ['/a/*'] }, { paths: ['/a/b'] }, []],
  [{ paths: ['/a'], hosts: ['one', 'two'] }, { paths: ['/a'], hosts: ['two'] }, ['/a']],
  [{ paths: ['/a'], hosts: ['one'] }, { paths: ['/a'] }, []],
])('%j and %j share %j', (one, other, shared) => {
  expect(sharedPaths(one, other)).toEqual(shared);
});

test('a route loses paths only where the other is for all of its hosts', () => {
  expect(without({ paths: ['/a', '/b'] }, { paths: ['/a'] })).toEqual({ paths: ['/b'] });
  const many = { paths: ['/a'], hosts: ['one', 'two'] };
  expect(without(many, { paths: ['/a'], hosts: ['one'] })).toBe(many);
});
