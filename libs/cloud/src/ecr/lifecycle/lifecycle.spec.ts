import { digestOf, manifestOf, RegistryWorld } from '../../registry/testing/registry-world';

const day = 24 * 3600 * 1000;

const rule = (rulePriority: number, selection: object) => ({ rulePriority, selection, action: { type: 'expire' } });
const most = (countNumber: number) => ({ countType: 'imageCountMoreThan', countNumber });

describe('a lifecycle policy', () => {
  let world: RegistryWorld;

  beforeEach(async () => {
    world = await RegistryWorld.start();
  });

  afterEach(() => world.end());

  const push = async (...tags: string[]): Promise<void> => {
    for (const tag of tags) {
      await world.pushImage(tag, `layer of ${tag}`);
      await world.clock.advance(1000);
    }
  };
  const pushReferrer = (digest: string, layer: string) => {
    const more = { subject: { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest, size: 1 } };
    return world.pushImage(digestOf(manifestOf('{}', layer, more)), layer, more);
  };
  const put = (...rules: object[]) =>
    world.call('PutLifecyclePolicy', { repositoryName: 'rooms', lifecyclePolicyText: JSON.stringify({ rules }) });
  const left = async () => {
    const { imageIds } = await world.call<{ imageIds: { imageTag?: string }[] }>('ListImages', {
      repositoryName: 'rooms',
    });
    return imageIds.map(({ imageTag }) => imageTag);
  };

  it('keeps the newest', async () => {
    await push('a', 'b', 'c');
    await put(rule(1, { tagStatus: 'any', ...most(2) }));
    expect(await left()).toEqual(['b', 'c']);
  });

  it('lets go what is too old, once a day', async () => {
    await put(rule(1, { tagStatus: 'any', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 1 }));
    await push('a');
    await world.clock.advance(1.5 * day);
    await world.logIn();
    await push('b');
    expect(await left()).toEqual(['b']);
  });

  it('takes tags by prefix and by pattern, and leaves to no later rule what an earlier one is about', async () => {
    await push('other', 'prod-1', 'prod-2', 'feature-a-x', 'feature-b-x');
    await put(
      rule(1, { tagStatus: 'tagged', tagPrefixList: ['prod-'], ...most(2) }),
      rule(2, { tagStatus: 'tagged', tagPatternList: ['feature*x'], ...most(1) }),
      rule(3, { tagStatus: 'any', ...most(1) }),
    );
    expect(await left()).toEqual(['prod-1', 'prod-2', 'feature-b-x']);
  });

  it('does not count as untagged what says something about an image', async () => {
    const subject = await world.pushImage('kept', 'kept');
    await pushReferrer(subject, 'proof 1');
    await pushReferrer(subject, 'proof 2');
    await put(rule(1, { tagStatus: 'untagged', ...most(1) }));
    expect(await left()).toEqual(expect.arrayContaining(['kept', undefined, undefined]));
  });

  it('lets the referrers of an image go with it', async () => {
    const subject = await world.pushImage('old', 'old');
    await pushReferrer(subject, 'proof');
    await world.clock.advance(1000);
    await push('new');
    await put(rule(1, { tagStatus: 'any', ...most(1) }));
    expect(await left()).toEqual(['new']);
  });

  it.each([
    ['no rules', { rules: [] }],
    ['a tagged rule without tags', { rules: [rule(1, { tagStatus: 'tagged', ...most(1) })] }],
    [
      'any before others',
      { rules: [rule(1, { tagStatus: 'any', ...most(1) }), rule(2, { tagStatus: 'untagged', ...most(1) })] },
    ],
    ['days of a count', { rules: [rule(1, { tagStatus: 'any', ...most(1), countUnit: 'days' })] }],
    [
      'one priority twice',
      { rules: [rule(1, { tagStatus: 'untagged', ...most(1) }), rule(1, { tagStatus: 'any', ...most(1) })] },
    ],
  ])('is refused with %s', async (_what, policy) => {
    await expect(
      world.call('PutLifecyclePolicy', { repositoryName: 'rooms', lifecyclePolicyText: JSON.stringify(policy) }),
    ).rejects.toMatchObject({
      code: 'InvalidParameterException',
      message: expect.stringContaining('Lifecycle policy validation failure') as string,
    });
  });
});
