import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a client and a server, as HAProxy does, and fails as networks and servers do. */
export class TcpProxy {
  /** Destination of connections; a new one sends them to another server. */
  target: { host: string; port: number };
  /** Whether new connections are closed at once. */
  isClosed = false;
  /** Looks at a client's data; `cut` ends its connection once the server has the data, and drops the answer. */
  onSent: (text: string) => 'pass' | 'cut' = () => 'pass';
  /** Changes the server's answers. */
  onAnswered: (data: Buffer) => void = () => {};
  /** Number of accepted connections. */
  accepted = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: { host: string; port: number }) {
    this.target = target;
    this.#server = createServer((client) => this.#accept(client));
  }

  static async start(target: { host: string; port: number }): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** Before the server of this URL. */
  static async before(url: string): Promise<TcpProxy> {
    const { hostname, port } = new URL(url);
    return await TcpProxy.start({ host: hostname, port: Number(port) });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The same URL through the proxy. */
  urlOf(url: string): string {
    const changed = new URL(url);
    changed.host = `127.0.0.1:${this.port}`;
    return changed.href;
  }

  /** Ends all connections, as HAProxy does when its server is no longer the primary. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.cut();
    await once(this.#server, 'close');
  }

  #accept(client: Socket): void {
    this.accepted++;
    if (this.isClosed) return void client.destroy();
    const server = connect(this.target);
    let isCut = false;
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    client.on('data', (data) => {
      isCut ||= this.onSent(data.toString('latin1')) === 'cut';
      server.write(data);
    });
    server.on('data', (data) => {
      this.onAnswered(data);
      // The server has done it, and its answer is lost.
      if (isCut) client.destroy();
      else client.write(data);
    });
  }
}
