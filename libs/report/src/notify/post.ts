/** In milliseconds; a deploy must not wait for a notifier that hangs. */
const patience = 10_000;

/**
 * Posts JSON and returns what came back.
 * @throws an error that never holds the address: a webhook's is a secret
 */
export async function post(url: string, body: object, headers: Record<string, string> = {}): Promise<string> {
  const response = await send(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(patience),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`it answered ${response.status} ${text.slice(0, 200)}`.trimEnd());
  return text;
}

async function send(url: string, request: RequestInit): Promise<Response> {
  if (!URL.canParse(url)) throw new Error('its address is no URL');
  try {
    return await fetch(url, request);
  } catch (error) {
    const { name, cause } = error as { name: string; cause?: { code?: string } };
    throw new Error(name === 'TimeoutError' ? `no answer in ${patience / 1000} s` : (cause?.code ?? 'no connection'));
  }
}
