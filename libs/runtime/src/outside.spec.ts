import { outsideWorkspace } from './outside';

test('a folder outside of the workspace is the same each time, and another for another folder', () => {
  expect(outsideWorkspace('/work/.longshore/verify')).toBe(outsideWorkspace('/work/.longshore/verify'));
  expect(outsideWorkspace('/work/.longshore/verify')).not.toBe(outsideWorkspace('/work/.longshore/cloud'));
  expect(outsideWorkspace('/work')).not.toMatch(/^\/work/);
});
