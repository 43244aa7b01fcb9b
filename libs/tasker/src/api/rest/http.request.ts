/** What is read of a request, on Express and on Fastify. */
export interface HttpRequest {
  readonly method: string;
  /** As it came in; behind a router of Express without what that has taken off. */
  readonly url: string;
  /** As it came in. */
  readonly originalUrl?: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** A header as one text; undefined where it was not sent. */
export function headerOf({ headers }: Pick<HttpRequest, 'headers'>, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'object' ? value.join(', ') : value;
}

/** The path that the client asked for, without its query and its last slash, and without the host that a request line may name. */
export function pathOf({ originalUrl, url }: Pick<HttpRequest, 'url' | 'originalUrl'>): string {
  const [path = ''] = (originalUrl ?? url).replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '').split(/[?#]/, 1);
  return path.replace(/\/+$/, '');
}
