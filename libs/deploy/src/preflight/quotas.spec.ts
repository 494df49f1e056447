import { staging } from '../testing/rooms';
import { checkQuota, clusterQuota, loadBalancerQuotas, type Usage } from './quotas';

const quota = { subject: 'rules', used: 97, needed: 1, max: 100, fix: 'ask' };

test.each([
  [{ used: 10 }, 'OK', '11 of the quota of 100 with this release'],
  [{ used: 89 }, 'WARN', '90 of the quota of 100 with this release'],
  [{ used: 99 }, 'WARN', '100 of the quota of 100 with this release'],
  [{ used: 100 }, 'FAIL', '100 of the quota of 100 are used, and 1 more is needed'],
  [{ used: 98, needed: 3 }, 'FAIL', '98 of the quota of 100 are used, and 3 more are needed in this run'],
  [{ max: undefined }, 'SKIP', 'the caller may not read it (elasticloadbalancing:DescribeAccountLimits)'],
])('a quota of which %j is %s', (changes, result, what) => {
  expect(checkQuota({ ...quota, ...changes })).toMatchObject({ subject: 'rules', result, what });
});

test('a quota that the account may have had raised refuses nothing', () => {
  expect(checkQuota(clusterQuota('main', 5000, 1, staging()))).toMatchObject({
    result: 'WARN',
    what: '5000 of the default quota of 5000 are used, and 1 more is needed',
    fix: expect.stringContaining('aws service-quotas get-service-quota'),
  });
});

const loadBalancerArn = 'arn:load-balancer';

/** Two target groups, of which one is attached to the load balancer by two rules, and one to another. */
const usage: Usage = {
  loadBalancerArn,
  routing: {
    targetGroups: [
      { TargetGroupName: 'rooms', TargetGroupArn: 'arn:rooms', LoadBalancerArns: [loadBalancerArn] },
      { TargetGroupName: 'other', TargetGroupArn: 'arn:other', LoadBalancerArns: ['arn:another'] },
    ],
    rules: [1, 2].map(() => ({ Actions: [{ Type: 'forward', TargetGroupArn: 'arn:rooms' }] })),
  },
  rulesOfOthers: 7,
  limits: { 'rules-per-application-load-balancer': 100, 'target-groups': 3000 },
  toMake: new Set(['rooms', 'users', 'messages']),
  replaced: 1,
};

test('rules count for all listeners, and what a run has made already is not counted twice', () => {
  expect(loadBalancerQuotas(usage, staging())).toMatchObject([
    { subject: 'rules of the load balancer', used: 9, needed: 3, max: 100 },
    { subject: 'target groups of the load balancer', used: 1, needed: 2, max: undefined },
    { subject: 'target groups of the region', used: 2, needed: 2, max: 3000 },
  ]);
});
