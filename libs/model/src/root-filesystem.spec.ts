import { hasReadonlyRoot, tmpfsOf } from './root-filesystem';

const service = (readonlyRootFilesystem: boolean, container: Record<string, unknown> = {}) => ({
  readonlyRootFilesystem,
  override: { container },
});

describe('where a container may write', () => {
  it.each([
    ['nowhere but /tmp', service(true), true, [{ path: '/tmp', sizeMiB: 64 }]],
    ['anywhere', service(false), false, []],
    ['anywhere, in the words of ECS', service(true, { readonlyRootFilesystem: false }), false, []],
    [
      'nowhere, in the words of ECS',
      service(false, { readonlyRootFilesystem: true }),
      true,
      [{ path: '/tmp', sizeMiB: 64 }],
    ],
    [
      'where the words of ECS say',
      service(true, { linuxParameters: { tmpfs: [{ containerPath: '/cache', size: 8, mountOptions: ['noexec'] }] } }),
      true,
      [{ path: '/cache', sizeMiB: 8, options: ['noexec'] }],
    ],
    [
      'in memory beside its root',
      service(false, { linuxParameters: { tmpfs: [{ containerPath: '/cache', size: 8 }] } }),
      false,
      [{ path: '/cache', sizeMiB: 8 }],
    ],
  ])('is %s', (_, spec, isReadonly, tmpfs) => {
    expect(hasReadonlyRoot(spec)).toBe(isReadonly);
    expect(tmpfsOf(spec)).toEqual(tmpfs);
  });
});
