import { Readable } from 'node:stream';
import { Pool } from 'undici';
import type { FuzzedRequest } from './fuzzed.requests.js';

/** What came back: as text, however it was meant. */
export interface FuzzAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Sends requests as they are, through real connections. */
export class FuzzClient {
  private readonly pool: Pool;

  constructor(origin: string, connections = 8) {
    this.pool = new Pool(origin, { connections, headersTimeout: 20_000, bodyTimeout: 20_000 });
  }

  /** The answer; of a stream of events, its head alone. @throws when there is none */
  async send({ method, path, headers, body, chunked }: FuzzedRequest, credentials: Readonly<Record<string, string>>): Promise<FuzzAnswer> {
    const sent = chunked && body !== undefined ? Readable.from([Buffer.from(body)]) : body;
    const answer = await this.pool.request({ method, path, headers: { ...headers, ...credentials }, body: sent });
    const { statusCode: status, headers: received } = answer;
    if (!String(received['content-type']).startsWith('text/event-stream'))
      return { status, headers: received, text: await answer.body.text() };
    answer.body.on('error', () => undefined).destroy();
    return { status, headers: received, text: '' };
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }
}

/** Runs over all of some things, a few at a time. */
export async function overAll<T>(things: readonly T[], atOnce: number, run: (thing: T, place: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let place = next++; place < things.length; place = next++) await run(things[place]!, place);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}
