import { describe, expect, it } from 'vitest';
import { flag, many, text, wholeNumber } from '../contract/query.field.js';
import { json, ref, type RouteContract } from '../contract/route.contract.js';
import { buildOpenApi, type DocumentTerms } from './open-api.builder.js';

const TERMS: DocumentTerms = { version: '1.2.3', server: '/api/wf', schemes: [{ type: 'http', scheme: 'bearer' }], isPublic: () => false };

const CONTRACT: RouteContract = {
  operationId: 'changeThing',
  tag: 'Tasks',
  summary: 'Change a thing',
  description: 'At once.',
  permission: 'tasker.task:update',
  params: { thing_id: { description: 'Which', schema: { type: 'integer' } } },
  query: { limit: wholeNumber('How many', { minimum: 1, maximum: 9 }, 3), tag: many(text('A tag', 'vip')), total: flag('Count') },
  headers: { 'If-Match': { description: 'Its tag', schema: { type: 'string' } } },
  body: { schema: ref('Error'), optional: true, example: { error: 'e', message: 'm', details: [] } },
  answers: {
    200: { ...json('The thing', ref('Error')), headers: { ETag: { description: 'Tag', schema: { type: 'string' } } } },
    304: { description: 'Same' },
  },
  refusals: { 404: 'There is no thing', 409: 'It is gone' },
};

function documentOf(contract: Partial<RouteContract> = {}, terms: Partial<DocumentTerms> = {}): any {
  const route = { method: 'post', path: '/things/{thing_id}', handler: 'Things.change', contract: { ...CONTRACT, ...contract } };
  return buildOpenApi([route, { ...route, method: 'get', contract: undefined }], { ...TERMS, ...terms });
}

const operation = (...given: Parameters<typeof documentOf>) => documentOf(...given).paths['/things/{thing_id}'].post;

describe('the OpenAPI document', () => {
  it('says where the API stands and which version it is of', () => {
    expect(documentOf()).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' }, servers: [{ url: '/api/wf' }] });
  });

  it('has the operations that declare something, and the groups that have one', () => {
    const { paths, tags } = documentOf();
    expect(Object.keys(paths['/things/{thing_id}'])).toEqual(['post']);
    expect(tags.map(({ name }: { name: string }) => name)).toEqual(['Tasks']);
  });

  it('says what an operation reads', () => {
    expect(operation().parameters).toEqual([
      { name: 'thing_id', in: 'path', required: true, description: 'Which', schema: { type: 'integer' } },
      { name: 'limit', in: 'query', description: 'How many', schema: { type: 'integer', minimum: 1, maximum: 9, default: 3 } },
      {
        name: 'tag',
        in: 'query',
        description: 'A tag',
        schema: { type: 'array', items: { type: 'string', examples: ['vip'] } },
        style: 'form',
        explode: true,
      },
      { name: 'total', in: 'query', description: 'Count', schema: { type: 'boolean', default: false } },
      { name: 'If-Match', in: 'header', description: 'Its tag', schema: { type: 'string' } },
    ]);
    expect(operation().requestBody).toEqual({
      required: false,
      content: { 'application/json': { schema: ref('Error') } },
    });
    expect(operation({ body: { schema: {} } }).requestBody.required).toBe(true);
    expect(operation({ params: {}, query: {}, headers: {}, body: undefined })).not.toHaveProperty('parameters');
  });

  it('says how it answers, and every refusal that can come', () => {
    const { responses } = operation();
    expect(Object.keys(responses)).toEqual(['200', '304', '400', '401', '403', '404', '406', '409', '413', '415', '429', '500', '503']);
    expect(responses[200]).toEqual({
      description: 'The thing',
      headers: { ETag: { description: 'Tag', schema: { type: 'string' } } },
      content: { 'application/json': { schema: ref('Error') } },
    });
    expect(responses[304]).toEqual({ description: 'Same' });
    expect(responses[404]).toMatchObject({ description: 'There is no thing', content: { 'application/json': { schema: ref('Error') } } });
    expect(responses[400]).toEqual({ $ref: '#/components/responses/BadRequestUnread' });
    expect(documentOf().components.responses.BadRequestUnread.content['application/json'].schema.anyOf).toEqual([
      ref('Error'),
      ref('Unreadable'),
    ]);
    expect(
      Object.keys(operation({ body: undefined, permission: 'public', refusals: {}, answers: { 204: { description: 'Done' } } }).responses),
    ).toEqual(['204', '400', '500']);
  });

  it('says of what is read that it has a tag, unless it is a stream', () => {
    const route = {
      method: 'get',
      path: '/things',
      handler: 'Things.list',
      contract: { ...CONTRACT, body: undefined, answers: { 200: json('It', {}) } },
    };
    const get = (given: object) => (buildOpenApi([{ ...route, ...given }], TERMS) as any).paths['/things'].get;
    expect(get({}).responses).toMatchObject({ 200: { headers: { ETag: {} } }, 304: { description: expect.any(String) } });
    expect(get({}).parameters.map(({ name }: { name: string }) => name)).toContain('If-None-Match');
    const stream = { ...CONTRACT, answers: { 200: { description: 'Events', content: { 'text/event-stream': {} } } } };
    expect(Object.keys(get({ contract: stream }).responses)).not.toContain('304');
  });

  it('lists both bodies where a status is an answer and a refusal', () => {
    const answers = { 200: json('Well', ref('Error')), 503: json('Unwell', ref('FieldIssue')) };
    expect(operation({ answers }).responses[503]).toEqual({
      description: 'Unwell',
      content: { 'application/json': { schema: { anyOf: [ref('FieldIssue'), ref('Error')] } } },
    });
    expect(operation({ answers, permission: 'public' }).responses[503].content['application/json']).toEqual({ schema: ref('FieldIssue') });
  });

  it('gives the first example of a named schema with the schema, and others where they stand', () => {
    const [one, other] = [{ error: 'one' }, { error: 'other' }];
    const named = documentOf({
      body: { schema: ref('Error'), example: one },
      answers: { 200: json('', ref('Error'), one), 201: json('', ref('Error'), other) },
    });
    const { requestBody, responses } = named.paths['/things/{thing_id}'].post;
    expect(named.components.schemas.Error.examples).toEqual([one]);
    expect(requestBody.content['application/json']).toEqual({ schema: ref('Error') });
    expect(responses[200].content['application/json']).toEqual({ schema: ref('Error') });
    expect(responses[201].content['application/json']).toEqual({ schema: ref('Error'), example: other });
    const plain = operation({ answers: { 200: json('', { type: 'object' }, one) } });
    expect(plain.responses[200].content['application/json']).toEqual({ schema: { type: 'object' }, example: one });
  });

  it('says what a caller needs', () => {
    expect(operation()).toMatchObject({
      'x-tasker-permission': 'tasker.task:update',
      description: 'At once.\n\nPermission: `tasker.task:update`.',
      security: [{ bearer: [] }],
    });
    expect(operation({ permission: 'public' })).toMatchObject({
      security: [],
      description: expect.stringContaining('needs no permission'),
    });
    expect(operation({}, { isPublic: (permission) => permission === 'tasker.task:update' }).security).toEqual([]);
  });

  it('says everything that a caller needs, where one permission is not enough', () => {
    const permission = ['tasker.task:bulk', 'tasker.task:cancel'] as const;
    expect(operation({ permission })).toMatchObject({
      'x-tasker-permission': permission,
      description: 'At once.\n\nPermissions, all of them: `tasker.task:bulk`, `tasker.task:cancel`.',
      security: [{ bearer: [] }],
    });
    expect(operation({ permission }, { isPublic: (one) => one === 'tasker.task:bulk' }).security).toEqual([{ bearer: [] }]);
    expect(operation({ permission }, { isPublic: () => true }).security).toEqual([]);
  });

  it('offers every way to send credentials, and asks for none where there is none', () => {
    const key = { type: 'apiKey', in: 'header', name: 'X-API-Key' } as const;
    const schemes = [...TERMS.schemes, key, { ...key, name: 'X-Old-Key' }];
    expect(operation({}, { schemes }).security).toEqual([{ bearer: [] }, { api_key: [] }, { api_key_2: [] }]);
    expect(documentOf({}, { schemes }).components.securitySchemes).toEqual({
      bearer: TERMS.schemes[0],
      api_key: key,
      api_key_2: schemes[2],
    });
    expect(documentOf({}, { schemes: [] }).components).not.toHaveProperty('securitySchemes');
  });
});
