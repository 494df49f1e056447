import { MalformedResponse } from './malformed-response';
import { type ResponseHead, ResponseParser } from './response-parser';

interface Read {
  head?: ResponseHead;
  body: string;
  ended: boolean;
  surplus: string;
  upgraded?: string;
}

function read(pieces: string[], { method = 'GET', close = false } = {}): Read {
  const result: Read = { body: '', ended: false, surplus: '' };
  const parser = new ResponseParser(
    {
      onHead: (head) => (result.head = head),
      onBody: (bytes) => (result.body += bytes.toString()),
      onEnd: (surplus) => Object.assign(result, { ended: true, surplus: surplus.toString() }),
      onUpgrade: (head, rest) => Object.assign(result, { head, upgraded: rest.toString() }),
    },
    method,
  );
  for (const piece of pieces) parser.push(Buffer.from(piece, 'latin1'));
  if (close) parser.close();
  return result;
}

const sized = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: 1\r\n\r\nhello';
const chunked =
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\nX-Trailer: t\r\n\r\n';

describe('a response', () => {
  it('has a head', () => {
    expect(read([sized]).head).toEqual({
      status: 200,
      statusText: 'OK',
      rawHeaders: ['Content-Length', '5', 'X-A', '1'],
      keepAlive: true,
    });
  });

  it.each([
    [sized, 'hello'],
    [chunked, 'hello world'],
  ])('is the same however its bytes are cut', (response, body) => {
    for (let cut = 1; cut < response.length; cut += 1) {
      expect(read([response.slice(0, cut), response.slice(cut)])).toMatchObject({ body, ended: true, surplus: '' });
    }
    expect(read([...response])).toMatchObject({ body, ended: true });
  });

  it('of no known length ends with its connection, which is not used again', () => {
    const text = 'HTTP/1.1 200 OK\r\n\r\nhello';
    expect(read([text])).toMatchObject({ body: 'hello', ended: false, head: { keepAlive: false } });
    expect(read([text], { close: true })).toMatchObject({ ended: true });
  });

  it('that its connection cuts short is not ended', () => {
    expect(read(['HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhell'], { close: true }).ended).toBe(false);
  });

  it('has no body after HEAD, or with status 204 or 304, whatever its headers say', () => {
    expect(read(['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n'], { method: 'HEAD' }).ended).toBe(true);
    expect(read(['HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n']).ended).toBe(true);
    expect(read(['HTTP/1.1 204 No Content\r\n\r\n']).ended).toBe(true);
  });

  it('comes after the informational ones', () => {
    const text = `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${sized}`;
    for (let cut = 1; cut < text.length; cut += 1) {
      expect(read([text.slice(0, cut), text.slice(cut)])).toMatchObject({ head: { status: 200 }, body: 'hello' });
    }
  });

  it('can switch protocols: what follows is not its own', () => {
    const head = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n';
    expect(read([`${head}frames`])).toMatchObject({ head: { status: 101 }, upgraded: 'frames' });
  });

  it('says whether its connection is kept', () => {
    const keptOf = (headers: string, version = '1.1') =>
      read([`HTTP/${version} 200 OK\r\nContent-Length: 0\r\n${headers}\r\n`]).head;
    expect(keptOf('Connection: close\r\n')?.keepAlive).toBe(false);
    expect(keptOf('', '1.0')?.keepAlive).toBe(false);
    expect(keptOf('Connection: Keep-Alive\r\n', '1.0')?.keepAlive).toBe(true);
  });

  it('tells what came after its end', () => {
    expect(read([`${sized}HTTP/1.1`]).surplus).toBe('HTTP/1.1');
  });
});

describe('what is no response', () => {
  it.each([
    ['SSH-2.0-OpenSSH\r\n\r\n'],
    ['HTTP/2 200 OK\r\n\r\n'],
    ['HTTP/1.1 200 OK\r\nno colon\r\n\r\n'],
    ['HTTP/1.1 200 OK\r\nA: 1\r\n folded\r\n\r\n'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n'],
    ['HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n'],
    [`HTTP/1.1 200 OK\r\nA: ${'a'.repeat(70_000)}`],
  ])('is refused: %j', (text) => {
    expect(() => read([text])).toThrow(MalformedResponse);
  });
});
