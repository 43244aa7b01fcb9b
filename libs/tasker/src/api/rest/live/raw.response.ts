import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** What Fastify gives a handler. */
interface FastifyReply {
  readonly raw: ServerResponse;
  hijack(): unknown;
  getHeaders(): OutgoingHttpHeaders;
}

/** The response of Node under that of an HTTP adapter: for answers that are written piece by piece. */
export class RawResponse {
  readonly node: ServerResponse;
  private readonly reply: FastifyReply | undefined;

  constructor(response: unknown) {
    this.reply = typeof (response as Partial<FastifyReply>).hijack === 'function' ? (response as FastifyReply) : undefined;
    this.node = this.reply?.raw ?? (response as ServerResponse);
  }

  /** Begins the answer, with the headers that others have set on it, such as those of CORS. From here on the adapter leaves it alone. */
  begin(headers: OutgoingHttpHeaders): void {
    const set = this.reply?.getHeaders() ?? {};
    this.reply?.hijack();
    this.node.writeHead(200, { ...set, ...headers });
    // A client waits for the headers, whenever the first event comes.
    this.node.flushHeaders();
  }
}
