import fc from 'fast-check';
import { HOSTILE_SEGMENTS, hostileBody, hostileText } from './hostile.values.js';
import { SchemaValues } from './schema.values.js';

/** A request as it is sent. */
export interface FuzzedRequest {
  readonly operationId: string;
  readonly method: string;
  /** With its query, encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | undefined;
  /** In pieces, without saying how long it is. */
  readonly chunked: boolean;
}

type Operation = Readonly<Record<string, any>>;
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly style?: string;
  readonly schema: Record<string, any>;
}

/** What requests are made of. */
interface Terms {
  readonly document: Readonly<Record<string, any>>;
  /** Texts that mean something to the application, by the name of the field; `always`: fields that are seldom left out. */
  readonly words: Readonly<Record<string, readonly string[]>>;
  /** Operations that are not asked for. */
  readonly leftOut?: readonly string[];
}

/** Requests for the operations of an OpenAPI document, each about as often: one half as they should be, one half hostile. */
export function fuzzedRequests({ count, seed, ...terms }: Terms & { readonly count: number; readonly seed: number }): FuzzedRequest[] {
  const each = [true, false].map((hostile) => new RequestValues(terms, hostile).all());
  return fc.sample(fc.oneof(...each), { numRuns: count, seed });
}

class RequestValues {
  private readonly values: SchemaValues;

  constructor(
    private readonly terms: Terms,
    private readonly hostile: boolean,
  ) {
    this.values = new SchemaValues(terms.document, { words: terms.words, hostile });
  }

  /** Requests of any operation. */
  all(): fc.Arbitrary<FuzzedRequest> {
    const { document, leftOut = [] } = this.terms;
    const requests = Object.entries<Record<string, Operation>>(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations)
        .filter(([, { operationId }]) => !leftOut.includes(operationId as string))
        .map(([method, operation]) => this.request(path, method, operation)),
    );
    return fc.oneof(...requests);
  }

  private request(path: string, method: string, operation: Operation): fc.Arbitrary<FuzzedRequest> {
    const parameters = (operation.parameters ?? []) as Parameter[];
    return fc
      .record({
        path: this.pathOf(path, parameters),
        query: this.queryOf(parameters),
        headers: this.headersOf(parameters),
        sent: this.bodyOf(operation),
        chunked: this.hostile ? fc.nat(9).map((number) => number === 0) : fc.constant(false),
      })
      .map(({ path: at, query, headers, sent, chunked }) => ({
        operationId: operation.operationId as string,
        method: method.toUpperCase(),
        path: `${this.terms.document.servers[0].url}${at}${query === '' ? '' : `?${query}`}`,
        headers: { ...headers, ...sent.headers },
        body: sent.body,
        chunked,
      }));
  }

  private pathOf(path: string, parameters: readonly Parameter[]): fc.Arbitrary<string> {
    const segments = path.split('/').map((segment) => {
      const name = /^\{(\w+)\}$/.exec(segment)?.[1];
      if (name === undefined) return fc.constant(segment);
      const schema = parameters.find((parameter) => parameter.in === 'path' && parameter.name === name)?.schema ?? {};
      return fc.oneof(
        { weight: 12, arbitrary: this.values.of(schema, name).map((value) => encoded(value) || '0') },
        ...(this.hostile ? [{ weight: 1, arbitrary: fc.constantFrom(...HOSTILE_SEGMENTS) }] : []),
      );
    });
    return fc.tuple(...segments).map((words) => words.join('/'));
  }

  private queryOf(parameters: readonly Parameter[]): fc.Arbitrary<string> {
    const known = parameters
      .filter((parameter) => parameter.in === 'query')
      .map(({ name, schema, style, required }) =>
        fc.option(this.pairOf(name, schema, style), { nil: '', freq: required === true ? 20 : 1 }),
      );
    const unknown = fc.oneof(
      { weight: this.hostile ? 20 : 1_000, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: fc.tuple(hostileText(), hostileText()).map(([name, value]) => `${encoded(name)}=${encoded(value)}`) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          '%',
          '&&&',
          '=',
          'limit[]=1',
          'limit[a]=1',
          '__proto__[x]=1',
          'a[b][c][d]=1',
          'limit=1&limit=2',
          '%00=%00',
        ),
      },
    );
    // At most a few at a time: of many, one that is wrong would hide all others.
    return fc
      .tuple(
        fc.shuffledSubarray(known, { maxLength: Math.min(known.length, 4) }).chain((some) => fc.tuple(...some)),
        unknown,
      )
      .map(([pairs, more]) => [...pairs, more].filter((pair) => pair !== '').join('&'));
  }

  private pairOf(name: string, schema: Record<string, any>, style: string | undefined): fc.Arbitrary<string> {
    const values = this.values.of(schema, name);
    if (style === 'deepObject') {
      const known = fc.constantFrom(...(this.terms.words.context_path ?? ['a']));
      const keys = this.hostile ? fc.oneof(known, hostileText()) : known;
      return fc.tuple(keys, this.values.of({ type: 'string' }, name)).map(([key, value]) => `${name}[${encoded(key)}]=${encoded(value)}`);
    }
    return values.map((value) =>
      (Array.isArray(value) ? value : [value]).map((one) => `${encodeURIComponent(name)}=${encoded(one)}`).join('&'),
    );
  }

  private headersOf(parameters: readonly Parameter[]): fc.Arbitrary<Record<string, string>> {
    const named = parameters
      .filter((parameter) => parameter.in === 'header')
      .map(({ name }) => [name.toLowerCase(), this.headerValue()] as const);
    const usual = {
      accept: rarely(fc.constantFrom('*/*', 'text/html', 'image/svg+xml', 'application/xml', ';;;', 'application/json;q=0', '')),
      'x-correlation-id': rarely(this.headerValue()),
      traceparent: rarely(this.headerValue()),
      'if-none-match': rarely(fc.constantFrom('*', '"x"', 'W/"', '"'.repeat(300), 'garbage, "a', '\u00ff')),
      'accept-language': rarely(this.headerValue()),
      'x-http-method-override': rarely(fc.constantFrom('DELETE', 'POST')),
      'x-forwarded-prefix': rarely(fc.constantFrom('/<script>', '//evil.example')),
      'last-event-id': rarely(this.headerValue()),
    };
    return fc
      .record(
        { ...usual, ...Object.fromEntries(named.map(([name, value]) => [name, fc.option(value, { nil: undefined })])) },
        { noNullPrototype: true },
      )
      .map((headers) => Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)) as Record<string, string>);
  }

  /** What may stand in a header at all: no line ends, no control characters, one byte a character. */
  private headerValue(): fc.Arbitrary<string> {
    return hostileText().map((text) => text.replaceAll(/[^\x20-\x7e\xa0-\xff]/g, '').slice(0, 2_000));
  }

  private bodyOf({ requestBody }: Operation): fc.Arbitrary<{ headers: Record<string, string>; body: string | Buffer | undefined }> {
    const none = fc.constant({ headers: {}, body: undefined });
    if (requestBody === undefined) return none;
    const fitting = this.values
      .of(requestBody.content['application/json'].schema as Record<string, any>)
      .map((value) => JSON.stringify(value) ?? 'null');
    const typed = (bodies: fc.Arbitrary<string | Buffer>) =>
      bodies.map((body) => ({ headers: { 'content-type': 'application/json' }, body }));
    const types = fc.constantFrom(
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json; charset=utf-16',
      'multipart/form-data',
      'application/xml',
      '',
    );
    if (!this.hostile) return typed(fitting);
    return fc.oneof(
      { weight: 30, arbitrary: typed(fitting) },
      { weight: 2, arbitrary: typed(hostileBody()) },
      { weight: 2, arbitrary: fc.tuple(types, fitting).map(([type, body]) => ({ headers: { 'content-type': type }, body })) },
      { weight: requestBody.required === true ? 1 : 8, arbitrary: none },
    );
  }
}

function rarely<T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 30, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: values });
}

/** Percent-encoded; halves of surrogate pairs as the three bytes that old encoders make of them. */
function encoded(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return encodeURIComponent(text.toWellFormed()).replaceAll('%EF%BF%BD', '%ED%A0%80');
}
