import { outsideWorkspace } from './outside';

test('a folder outside of the workspace is the same each time, and another for another folder', () => {
  expect(outsideWorkspace('/home/ada/shop/.longshore/verify')).toBe(
    outsideWorkspace('/home/ada/shop/.longshore/verify'),
  );
  expect(outsideWorkspace('/home/ada/shop/.longshore/verify')).not.toBe(
    outsideWorkspace('/home/ada/shop/.longshore/cloud'),
  );
  expect(outsideWorkspace('/home/ada/shop')).not.toMatch(/^\/home/);
});
