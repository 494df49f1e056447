import { renderLine } from './render-line';
import { plain } from './style';

const line = (message: string) => ({ at: '2026-03-04T05:06:07.089Z', task: 'a1b2c3d4e5f60718', message });

it.each([
  [
    'JSON line of the service kit',
    '{"level":"info","time":"x","service":"rooms","port":8080,"msg":"listening"}',
    'info  listening port=8080',
  ],
  ['level that is a number', '{"level":50,"msg":"no","err":{"type":"Error"}}', 'error no err={"type":"Error"}'],
  ['line without a message', '{"level":"warn","a":1}', 'warn  a=1'],
  ['line that is no JSON', 'Server started', 'Server started'],
  ['line that only begins like JSON', '{"level":', '{"level":'],
])('shows a %s', (_what, message, shown) => {
  expect(renderLine(line(message), plain)).toBe(`05:06:07.089 a1b2c3d4  ${shown}`);
});

it('gives each task a colour of its own, on a terminal alone', () => {
  const color = { color: true, columns: 80 };
  const [one, other] = ['0001', '0002'].map((task) => renderLine({ ...line('x'), task }, color));
  const paintOf = (text = '') => text.slice(0, text.indexOf('000')).slice(-5);
  expect(paintOf(one)).toMatch(/\[\d+m$/);
  expect(paintOf(one)).not.toBe(paintOf(other));
  expect(renderLine(line('x'), plain)).not.toContain('\u001b');
});
