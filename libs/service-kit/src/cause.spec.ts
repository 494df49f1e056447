import { causeOf } from './cause';

describe('causeOf', () => {
  it('is the message of an error, or whatever else was thrown', () => {
    expect(causeOf(new Error('port taken'))).toBe('port taken');
    expect(causeOf('port taken')).toBe('port taken');
  });

  it('is the code where there is no message, as when several addresses refused', () => {
    const refused = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });
    expect(causeOf(refused)).toBe('ECONNREFUSED');
  });
});
