/** A way to PostgreSQL that is cut while a transaction is being committed. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** The message in which a client sends COMMIT. */
const COMMIT = Buffer.from('Q\0\0\0\x0bCOMMIT\0', 'latin1');

/** Where the way is cut: before the server hears of the commit, or after it has done it and before the client hears so. */
export type Cut = 'unheard' | 'unanswered';

/** Passes everything on to a server, except what the test has it cut. */
export class CuttingProxy {
  private readonly sockets = new Set<Socket>();
  private cuts: Cut[] = [];
  /** How often it has cut each way so far. */
  readonly done: Record<Cut, number> = { unheard: 0, unanswered: 0 };

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {}

  /** A proxy before the server of an address. */
  static async before(url: string): Promise<CuttingProxy> {
    const server = createServer({ noDelay: true });
    const proxy = new CuttingProxy(server, new URL(url));
    server.on('connection', (client) => proxy.pass(client));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  /** The address by which the same database is reached through the proxy. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  /** Has the next commits cut, one in each way, in this order. */
  cutNext(...cuts: Cut[]): void {
    this.cuts.push(...cuts);
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private pass(client: Socket): void {
    const server = connect({ host: this.target.hostname, port: Number(this.target.port), noDelay: true });
    let silenced = false;
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
    client.on('data', (data) => {
      // The driver sends a statement in one piece, and the next one only after the answer.
      const cut = data.equals(COMMIT) ? this.cuts.shift() : undefined;
      if (cut === 'unheard') this.end(client, cut);
      else {
        silenced = cut === 'unanswered';
        server.write(data);
      }
    });
    server.on('data', (data) => {
      // Its answer says that the commit is done.
      if (silenced) this.end(client, 'unanswered');
      else client.write(data);
    });
  }

  private end(client: Socket, cut: Cut): void {
    this.done[cut] += 1;
    client.destroy();
  }
}
