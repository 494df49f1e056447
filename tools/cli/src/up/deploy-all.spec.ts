import { leftBehind } from './deploy-all';

describe('what an interrupted `up` leaves', () => {
  test('before anything is shipped is the cloud alone: there is no run to follow', () => {
    const text = leftBehind(undefined, 'local');
    expect(text).toMatch(/^nothing was deployed yet/);
    expect(text).not.toContain('watch');
    expect(text).toContain('npx longshore down');
  });

  test('is a run that can be followed and undone', () => {
    const text = leftBehind('20260101T000000-abcdef', 'local');
    expect(text).toContain('npx longshore watch --run 20260101T000000-abcdef\n');
    expect(text).toContain('npx longshore rollback SERVICE -e local\n');
  });
});
