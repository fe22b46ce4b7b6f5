import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What stands before the receivers in production: sends each connection to the next one that accepts it. */
export class Balancer {
  #ports: readonly number[] = [];
  #next = 0;
  readonly #open = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async open(): Promise<Balancer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const balancer = new Balancer(server, `http://127.0.0.1:${port}`);
    server.on('connection', (client) => {
      balancer.#open.add(client);
      client.once('close', () => balancer.#open.delete(client));
      balancer.#pass(client, balancer.#ports.length);
    });
    return balancer;
  }

  send(ports: readonly number[]): void {
    this.#ports = ports;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const client of this.#open) client.destroy();
    await closed;
  }

  #pass(client: Socket, triesLeft: number): void {
    const port = this.#ports[this.#next++ % Math.max(1, this.#ports.length)];
    if (port === undefined || triesLeft === 0) {
      client.destroy();
      return;
    }
    const receiver = connect({ port, host: '127.0.0.1' });
    receiver.once('connect', () => {
      receiver.off('error', another);
      // One that dies takes its connections along; the sender sees that and sends again.
      receiver.on('error', () => client.destroy());
      client.on('error', () => receiver.destroy());
      client.pipe(receiver).pipe(client);
    });
    const another = (): void => this.#pass(client, triesLeft - 1);
    receiver.once('error', another);
  }
}
