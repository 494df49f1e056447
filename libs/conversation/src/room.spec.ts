import { noSuchRoom, roomId, roomName } from './room';

describe('the name of a room', () => {
  it('loses the blanks around it', () => {
    expect(roomName.parse('  harbour ')).toBe('harbour');
  });

  it.each(['', '   ', 'x'.repeat(81), 'a\0b', 7])('is not %j', (name) => {
    expect(roomName.safeParse(name).success).toBe(false);
  });
});

describe('the id of a room', () => {
  it('is a UUID', () => {
    expect(roomId.safeParse('3d5f1c0e-5b0a-4c39-9d8e-2f6a7b8c9d0e').success).toBe(true);
    expect(roomId.safeParse('harbour').success).toBe(false);
  });
});

describe('the answer where a room is missing', () => {
  it('is the same in every service', () => {
    expect(noSuchRoom('x')).toMatchObject({ status: 404, code: 'room_not_found', message: 'no room x' });
  });
});
