import type { HostApplication } from './host.application.js';

/** What a GraphQL server answers. */
export interface Answer {
  readonly data: any;
  readonly errors?: readonly { readonly message: string; readonly path?: readonly unknown[]; readonly extensions: Record<string, any> }[];
}

/** An operation to send. */
export interface Sent {
  readonly variables?: Record<string, unknown>;
  readonly path?: string;
  readonly headers?: Record<string, string>;
}

/** Sends operations to the endpoint of an application. */
export async function ask(
  host: HostApplication,
  query: string,
  { variables = {}, path = '/tasker/graphql', headers = {} }: Sent = {},
): Promise<Answer> {
  const { body } = await host.raw.post(path).set(headers).send({ query, variables });
  return body as Answer;
}

/** The data of an operation that has no errors. */
export async function dataOf(host: HostApplication, query: string, sent: Sent = {}): Promise<any> {
  const { data, errors } = await ask(host, query, sent);
  if (errors !== undefined) throw new Error(`refused: ${JSON.stringify(errors)}`);
  return data;
}

/** The codes of the errors that an operation is answered with. */
export async function codesOf(host: HostApplication, query: string, sent: Sent = {}): Promise<unknown[]> {
  return ((await ask(host, query, sent)).errors ?? []).map(({ extensions }) => extensions['code']);
}
