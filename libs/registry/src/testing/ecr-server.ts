import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** The operations of ECR that a push and its gate need, for tests of how they are called: JSON 1.1 over real HTTP. */
export class EcrServer {
  /** Each call: operation and input. */
  readonly calls: { operation: string; input: Record<string, unknown> }[] = [];
  readonly repositories = new Set<string>();
  /** Where the token says that the registry is. */
  proxyEndpoint = 'http://127.0.0.1:1';
  /** What is said of a scan, call by call; the last for good. */
  scans: object[] = [];
  /** The error that every call gets. */
  refusal: string | undefined;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
      void text(request).then((body) => {
        const { status, answer } = this.#answer(operation, JSON.parse(body) as Record<string, unknown>);
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
      });
    });
  }

  static async start(): Promise<EcrServer> {
    const ecr = new EcrServer();
    await new Promise<void>((resolve) => ecr.#server.listen(0, '127.0.0.1', resolve));
    return ecr;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get operations(): string[] {
    return this.calls.map(({ operation }) => operation);
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #answer(operation: string, input: Record<string, unknown>): { status: number; answer: object } {
    this.calls.push({ operation, input });
    if (this.refusal) return refuse(this.refusal);
    if (operation === 'GetAuthorizationToken') return ok({ authorizationData: [this.#token()] });
    if (operation === 'CreateRepository') return ok(this.#create(String(input['repositoryName'])));
    if (operation === 'DescribeImageScanFindings') return this.#scan();
    const [name] = input['repositoryNames'] as string[];
    return name && this.repositories.has(name) ? ok({ repositories: [{}] }) : refuse('RepositoryNotFoundException');
  }

  #scan() {
    const [scan = {}] = this.scans.length > 1 ? this.scans.splice(0, 1) : this.scans;
    return '__type' in scan ? { status: 400, answer: scan } : ok(scan);
  }

  #token(): object {
    const authorizationToken = Buffer.from('AWS:secret').toString('base64');
    return { authorizationToken, proxyEndpoint: this.proxyEndpoint, expiresAt: Date.now() / 1000 + 43_200 };
  }

  #create(name: string): object {
    this.repositories.add(name);
    return { repository: { repositoryName: name } };
  }
}

const ok = (answer: object) => ({ status: 200, answer });

const refuse = (type: string) => ({ status: 400, answer: { __type: type, message: `${type} it is` } });
