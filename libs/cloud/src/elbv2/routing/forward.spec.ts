import { chooseGroup, groupsOf } from './forward';

describe('groupsOf', () => {
  it('names the single group of the short form', () => {
    expect(groupsOf({ Type: 'forward', TargetGroupArn: 'a' })).toEqual([{ arn: 'a', weight: 1 }]);
  });

  it('names the groups of the long form with their weights', () => {
    const TargetGroups = [{ TargetGroupArn: 'a', Weight: 9 }, { TargetGroupArn: 'b' }];
    expect(groupsOf({ Type: 'forward', ForwardConfig: { TargetGroups } })).toEqual([
      { arn: 'a', weight: 9 },
      { arn: 'b', weight: 1 },
    ]);
  });
});

describe('chooseGroup', () => {
  const groups = [
    { arn: 'stable', weight: 90 },
    { arn: 'off', weight: 0 },
    { arn: 'canary', weight: 10 },
  ];

  it.each([
    [0, 'stable'],
    [0.899, 'stable'],
    [0.9, 'canary'],
    [0.999, 'canary'],
  ])('at %d of the sum of the weights takes %s', (fraction, arn) => {
    expect(chooseGroup(groups, fraction)).toBe(arn);
  });

  it('takes none where no group has a weight', () => {
    expect(chooseGroup([{ arn: 'off', weight: 0 }], 0)).toBeUndefined();
  });
});
