import { imageTags, tagOf } from './image-tags';

describe('the tags of an image', () => {
  test('are the key of its inputs, the commit and the branch', () => {
    expect(imageTags({ inputKey: 'ab', commit: 'c0ffee', branch: 'develop' })).toEqual(['key-ab', 'c0ffee', 'develop']);
  });

  test('name no commit and no branch where there is none', () => {
    expect(imageTags({ inputKey: 'ab', commit: '', branch: undefined })).toEqual(['key-ab']);
  });

  test.each([
    ['feature/login', 'feature-login'],
    ['-x', 'x'],
    ['ümlaut', 'mlaut'],
    ['a'.repeat(200), 'a'.repeat(128)],
  ])('turn the branch %s into %s, which a registry takes', (branch, tag) => {
    expect(tagOf(branch)).toBe(tag);
  });
});
