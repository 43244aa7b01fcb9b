import type { JsonObject } from '../../../model/json.js';
import type { QueryField } from '../contract/query.field.js';
import { permissionsOf, type AnswerContract, type RouteContract } from '../contract/route.contract.js';
import { refusalsOf } from './refusal.answers.js';
import type { SharedExamples } from './shared.examples.js';

const JSON_TYPE = 'application/json';

/** A route that declares something. */
export interface DeclaredRoute {
  readonly method: string;
  readonly contract: RouteContract;
}

const IF_NONE_MATCH = { description: 'The `ETag` of an answer that the caller has: 304 when it is the same.', schema: { type: 'string' } };
const ETAG = { description: 'Tag of this answer, for `If-None-Match`.', schema: { type: 'string' } };
const SAME: AnswerContract = { description: 'The answer is the one that `If-None-Match` names.' };

/** Makes the operations of a document; `securityOf`: what a caller must send for a permission. */
export class OperationBuilder {
  constructor(
    private readonly securityOf: (permissions: readonly string[]) => readonly JsonObject[],
    private readonly examples: SharedExamples,
  ) {}

  /** An operation, from what a route declares. */
  build({ method, contract: declared }: DeclaredRoute): JsonObject {
    const contract = method === 'get' ? withTags(declared) : declared;
    const { operationId, tag, summary, permission, body, answers } = contract;
    const parameters = parametersOf(contract);
    const good = Object.entries(answers).map(([status, answer]) => [status, this.answer(answer)] as const);
    return {
      operationId,
      tags: [tag],
      summary,
      description: descriptionOf(contract),
      'x-tasker-permission': permission,
      security: this.securityOf(permissionsOf(contract)),
      ...(parameters.length === 0 ? {} : { parameters }),
      ...(body === undefined ? {} : { requestBody: this.body(body) }),
      responses: { ...Object.fromEntries(good), ...refusalsOf(contract) },
    };
  }

  private body({ schema, optional, example }: NonNullable<RouteContract['body']>): JsonObject {
    return { required: optional !== true, content: { [JSON_TYPE]: { schema, ...this.examples.at(schema, example) } } };
  }

  private answer({ description, content, example, headers }: AnswerContract): JsonObject {
    const said = { description, ...(headers === undefined ? {} : { headers }) };
    if (content === undefined) return said;
    const typed = Object.entries(content).map(([type, schema]) => {
      return [type, { schema, ...(type === JSON_TYPE ? this.examples.at(schema, example) : {}) }] as const;
    });
    return { ...said, content: Object.fromEntries(typed) };
  }
}

/** What is read may be asked for again; of a stream there is no second time. */
function withTags(contract: RouteContract): RouteContract {
  const { answers, headers } = contract;
  const found = answers[200];
  if (found?.content === undefined || found.content['text/event-stream'] !== undefined) return contract;
  const tagged = { ...found, headers: { ...found.headers, ETag: ETAG } };
  return { ...contract, headers: { ...headers, 'If-None-Match': IF_NONE_MATCH }, answers: { ...answers, 200: tagged, 304: SAME } };
}

function descriptionOf(contract: RouteContract): string {
  const { description, permission } = contract;
  const named = permissionsOf(contract).map((one) => `\`${one}\``);
  const said = named.length === 1 ? `Permission: ${named.join()}.` : `Permissions, all of them: ${named.join(', ')}.`;
  const need = permission === 'public' ? 'Public: needs no permission.' : said;
  return description === undefined ? need : `${description}\n\n${need}`;
}

function parametersOf({ params = {}, query = {}, headers = {} }: RouteContract): JsonObject[] {
  return [
    ...Object.entries(params).map(([name, { description, schema }]) => ({ name, in: 'path', required: true, description, schema })),
    ...Object.entries(query).map(([name, field]) => queryParameter(name, field)),
    ...Object.entries(headers).map(([name, { description, schema }]) => ({ name, in: 'header', description, schema })),
  ];
}

function queryParameter(name: string, { description, schema, many, parameter }: QueryField<unknown>): JsonObject {
  if (many !== true) return { name, in: 'query', description, schema, ...parameter };
  return { name, in: 'query', description, schema: { type: 'array', items: schema }, style: 'form', explode: true, ...parameter };
}
