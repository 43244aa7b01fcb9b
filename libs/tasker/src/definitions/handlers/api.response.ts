import type { HttpMethod } from './api.keys.js';

/** What is known of the request behind a response, for messages. */
export interface RequestFacts {
  readonly method: HttpMethod;
  /** Origin and path: no query, no credentials. */
  readonly target: string;
  /** Texts of the request that must not appear in messages: credentials that a server may echo. */
  readonly secrets: readonly string[];
}

/** A response as it arrived. */
export interface ReceivedResponse<B> {
  readonly status: number;
  /** Every header, names in lower case. */
  readonly received: ReadonlyMap<string, string>;
  /** Names in lower case. */
  readonly allowed: readonly string[];
  readonly body: B;
  readonly facts: RequestFacts;
}

const factsOfResponses = new WeakMap<ApiResponse, RequestFacts>();

/**
 * A response of `http`. As JSON, and so as a stored result, it is `{ status, headers, body }`.
 *
 * @example const { status, body } = await http.get<User>('/users/7');
 */
export class ApiResponse<B = any> {
  readonly status: number;
  /** The headers on the allow list that the server sent, names in lower case; several of one name are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed when the content type is JSON, else text; null when there is none. */
  readonly body: B;
  readonly #received: ReadonlyMap<string, string>;

  constructor({ status, received, allowed, body, facts }: ReceivedResponse<B>) {
    this.status = status;
    this.headers = Object.fromEntries(allowed.flatMap((name) => (received.has(name) ? [[name, received.get(name)!]] : [])));
    this.body = body;
    this.#received = received;
    factsOfResponses.set(this, facts);
  }

  /** Any header that the server sent, whether it is on the allow list or not; null when it sent none. */
  header(name: string): string | null {
    return this.#received.get(name.toLowerCase()) ?? null;
  }
}

/** What is known of the request behind a response. */
export function factsOf(response: ApiResponse): RequestFacts {
  return factsOfResponses.get(response)!;
}
