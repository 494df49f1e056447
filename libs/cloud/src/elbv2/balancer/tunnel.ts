import { type Socket } from 'node:net';
import { type Clock } from '../../kernel';
import { QuietTimer } from './quiet-timer';
import { type ResponseHead } from './response-parser';

/** A client and a target that switched protocols (to WebSocket, say). */
export interface Tunnel {
  client: Socket;
  target: Socket;
  /** After how long without a byte either way it is closed. */
  idleMilliseconds: number;
  clock: Clock;
  head: ResponseHead;
  /** What the client sent after its request. */
  sent: Buffer;
  /** What the target sent after its head. */
  rest: Buffer;
}

/** Tells the client of the switch and passes bytes as they are from then on, both ways. */
export function tunnel({ client, target, idleMilliseconds, clock, head, sent, rest }: Tunnel): void {
  client.write(switchingHead(head), 'latin1');
  if (rest.length > 0) client.write(rest);
  if (sent.length > 0) target.write(sent);
  const timer = new QuietTimer(clock, idleMilliseconds, () => client.destroy());
  join(client, target, timer);
  join(target, client, timer);
  timer.start();
}

function join(from: Socket, to: Socket, timer: QuietTimer): void {
  // An error is followed by `close`, which is what ends the other side.
  from.on('error', () => undefined);
  from.on('close', () => {
    timer.stop();
    to.destroySoon();
  });
  from.on('data', () => timer.stir());
  from.on('drain', () => timer.stir());
  from.pipe(to);
}

function switchingHead({ statusText, rawHeaders }: ResponseHead): string {
  let head = `HTTP/1.1 101 ${statusText}\r\n`;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    head += `${rawHeaders[index]}: ${rawHeaders[index + 1]}\r\n`;
  }
  return `${head}\r\n`;
}
