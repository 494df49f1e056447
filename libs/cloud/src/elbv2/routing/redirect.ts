import { type RedirectActionConfig } from '@aws-sdk/client-elastic-load-balancing-v2';

/** The address that a request came to. */
export interface RequestUrl {
  protocol: string;
  host: string;
  port: number;
  /** With the leading slash. */
  path: string;
  /** Without the question mark. */
  query: string;
}

/** Where a redirect action sends a request; what the action leaves out stays as it was. */
export function redirectLocation(config: RedirectActionConfig, url: RequestUrl): string {
  const words: Record<string, string> = {
    protocol: url.protocol,
    host: url.host,
    port: String(url.port),
    path: url.path.slice(1),
    query: url.query,
  };
  const fill = (template: string): string =>
    template.replace(/#\{(protocol|host|port|path|query)\}/g, (whole, word: string) => words[word] ?? whole);
  const protocol = fill(config.Protocol ?? '#{protocol}').toLowerCase();
  const authority = `${fill(config.Host ?? '#{host}')}:${fill(config.Port ?? '#{port}')}`;
  const query = fill(config.Query ?? '#{query}');
  return `${protocol}://${authority}${fill(config.Path ?? '/#{path}')}${query === '' ? '' : `?${query}`}`;
}
