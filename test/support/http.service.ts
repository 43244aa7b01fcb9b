import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type ServerOptions } from 'node:https';
import { createServer as createSocketServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as the service received it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** What a service answers; one that never ends the response hangs. */
export type Answer = (response: ServerResponse, request: SeenRequest) => void;

/** An HTTP or HTTPS service in this process, on a free port of 127.0.0.1. */
export class HttpService {
  readonly requests: SeenRequest[] = [];
  /** Connections that were opened so far. */
  connections = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly scheme: 'http' | 'https',
  ) {
    server.on('connection', (socket: Socket) => {
      this.connections += 1;
      this.sockets.add(socket);
      // Only the client's end of a connection may decide whether a process can exit.
      socket.unref();
      socket.on('close', () => this.sockets.delete(socket));
      socket.on('error', () => undefined);
    });
  }

  static async start(answer: Answer): Promise<HttpService> {
    const service: HttpService = new HttpService(createServer(listener(answer, () => service)), 'http');
    return service.listening();
  }

  static async startSecure(answer: Answer, options: ServerOptions): Promise<HttpService> {
    const service: HttpService = new HttpService(
      createSecureServer(
        options,
        listener(answer, () => service),
      ),
      'https',
    );
    return service.listening();
  }

  /** Speaks whatever `talk` writes: for what no HTTP server would send. */
  static async startRaw(talk: (socket: Socket) => void): Promise<HttpService> {
    return new HttpService(createSocketServer(talk), 'http').listening();
  }

  /** By address, so that no name has to be looked up. */
  get url(): string {
    return `${this.scheme}://127.0.0.1:${this.port}`;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Cuts every connection. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.cut();
    await closed;
  }

  private async listening(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }
}

function listener(answer: Answer, service: () => HttpService): RequestListener {
  return (request, response) => {
    const { method = '', url = '', headers, rawHeaders } = request;
    void text(request)
      .then((body) => {
        const seen = { method, url, headers, rawHeaders, body };
        service().requests.push(seen);
        answer(response, seen);
      })
      // A client that goes away while it sends leaves nothing to answer.
      .catch(() => undefined);
  };
}

/** A certificate or key of `test/support/certificates`, as PEM text. */
export function pem(name: string): string {
  return readFileSync(new URL(`./certificates/${name}`, import.meta.url), 'utf8');
}
