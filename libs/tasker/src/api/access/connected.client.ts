/** What is read of the connection of a request; over HTTP/2 it is the stream. */
interface Connection {
  readonly destroyed?: boolean;
  once(event: 'close', listener: () => void): unknown;
  off(event: 'close', listener: () => void): unknown;
}

/** The client has disconnected: nobody waits for the answer. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';

  constructor() {
    super('the client has disconnected');
  }
}

/**
 * Runs what a request asks for; `signal` is aborted with a ClientGoneError when the connection of its client closes before. Of a request
 * without a connection, such as one that a test injects, it never is.
 */
export async function whileConnected<T>(request: unknown, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const gone = new AbortController();
  const leave = () => gone.abort(new ClientGoneError());
  const connection = connectionOf(request);
  if (connection?.destroyed === true) leave();
  connection?.once('close', leave);
  try {
    return await call(gone.signal);
  } finally {
    // A connection serves many requests.
    connection?.off('close', leave);
  }
}

/** The same property on Express and on Fastify. */
function connectionOf(request: unknown): Connection | undefined {
  const { socket } = (request ?? {}) as { readonly socket?: Partial<Connection> | null };
  return typeof socket?.once === 'function' && typeof socket.off === 'function' ? (socket as Connection) : undefined;
}
