import { OpenApiDocument } from 'nestjs-tasker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnswerCheck } from '../support/answer.check.js';
import { FuzzClient } from '../support/fuzz/fuzz.client.js';
import { ADAPTERS, startHost, type HostApplication } from './host.application.js';

const SIZE = 10_000_000;
const HEADERS = { 'content-type': 'application/json' };
const TASK = '01920000-0000-7000-8000-000000000000';

/** Values that are hard to read, to look at or to write down, of about so many bytes. */
const VALUES: Readonly<Record<string, (bytes: number) => string>> = {
  'one long text': (bytes) => JSON.stringify('x'.repeat(bytes)),
  'many numbers': (bytes) => `[${'1,'.repeat(bytes / 2)}1]`,
  'many keys': (bytes) => `{${Array.from({ length: Math.ceil(bytes / 14) }, (_, number) => `"key${number}":${number}`).join(',')}}`,
  'objects in objects': (bytes) => `${'{"a":'.repeat(bytes / 6)}1${'}'.repeat(bytes / 6)}`,
};

/** Every place where a value of a client is taken as it is, or looked into. */
const PLACES: readonly [what: string, method: string, path: string, body: (value: string) => string][] = [
  ['a context', 'POST', '/tasks', (value) => `{"namespace":"e2e","name":"greeting","context":{"value":${value}}}`],
  ['tags', 'POST', '/tasks', (value) => `{"namespace":"e2e","name":"greeting","context":{},"tags":${value}}`],
  ['a body', 'POST', '/tasks', (value) => value],
  ['the requests of many', 'POST', '/tasks/bulk', (value) => `{"tasks":${value}}`],
  ['a selection', 'POST', '/tasks/bulk/cancel', (value) => `{"selection":${value},"reason":"so"}`],
  ['results', 'POST', `/tasks/${TASK}/workflow_steps/greet/complete`, (value) => `{"results":${value},"reason":"so"}`],
  ['inputs', 'PATCH', `/tasks/${TASK}/workflow_steps/greet`, (value) => `{"inputs":${value}}`],
  ['a note', 'POST', `/tasks/${TASK}/annotations`, (value) => `{"type":"big","annotation":{"value":${value}}}`],
  ['a question', 'POST', `/tasks/${TASK}/what_if`, (value) => `{"factors":${value}}`],
];

/** An application that reads bodies up to a size, by default as many bytes as its adapter does. */
function useHost(adapter: (typeof ADAPTERS)[number], limit?: string) {
  let host: HostApplication;
  let client: FuzzClient;
  let check: AnswerCheck;
  beforeAll(async () => {
    host = await startHost({ adapter, configure: (app) => void (limit === undefined || (app as any).useBodyParser('json', { limit })) });
    client = new FuzzClient(await host.app.getUrl(), 1);
    check = new AnswerCheck(host.app.get(OpenApiDocument).document());
  });
  afterAll(async () => {
    await client.close();
    await host.close();
  });

  /** Sends a body, in one piece and in pieces. */
  return async (method: string, path: string, body: string): Promise<number[]> => {
    const statuses: number[] = [];
    for (const chunked of [false, true]) {
      const request = { operationId: '', method, path: `/tasker${path}`, headers: HEADERS, body, chunked };
      const { status, text, headers } = await client.send(request, {});
      const answer = { method, path: request.path, status, type: String(headers['content-type']), body: JSON.parse(text) };
      expect(check.problemOf(answer)).toBeUndefined();
      expect(text.length).toBeLessThan(100_000);
      statuses.push(status);
    }
    return statuses;
  };
}

describe.each(ADAPTERS)('a body of ten million bytes, on %s,', (adapter) => {
  const send = useHost(adapter);
  const [[, method, path, body]] = PLACES as [(typeof PLACES)[0]];

  it('is not read', async () => {
    expect(await send(method, path, body(VALUES['one long text']!(SIZE)))).toEqual([413, 413]);
  });
});

describe('a body of ten million bytes that the application reads', () => {
  const send = useHost('express', '20mb');

  it.each(['one long text', 'many numbers', 'objects in objects'])('of %s is refused', async (kind) => {
    const [, method, path, body] = PLACES[0]!;
    for (const status of await send(method, path, body(VALUES[kind]!(SIZE)))) expect([400, 413]).toContain(status);
  });
});

describe('values that nest deeply, or are many, sent as', () => {
  const send = useHost('express', '20mb');

  it.each(PLACES)('%s are refused, and the answer is small', async (_, method, path, body) => {
    for (const kind of ['many numbers', 'many keys', 'objects in objects']) {
      for (const status of await send(method, path, body(VALUES[kind]!(1_200_000)))) expect([400, 404, 413, 422]).toContain(status);
    }
  });
});
