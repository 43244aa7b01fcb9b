import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { AnswerCheck } from '../../support/answer.check.js';
import { codeBlocks } from '../../support/documented.code.js';
import { grantedRequests, namedRequests, sentRequests, type DocumentedRequest } from '../../support/documented.requests.js';

const DOCUMENTS = ['README.md', ...readdirSync('docs').flatMap((name) => (name.endsWith('.md') ? [join('docs', name)] : []))];
const text = (file: string) => readFileSync(file, 'utf8');
const openApi = JSON.parse(text('docs/openapi.json')) as Record<string, any>;

/** What GitHub calls the headings of a document. */
function anchors(file: string): string[] {
  const headings = Array.from(text(file).matchAll(/^#+ (.*)$/gm), ([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('the documents', () => {
  it.each(DOCUMENTS)('%s: every link leads somewhere', (file) => {
    const links = Array.from(text(file).matchAll(/\]\(([^)\s]+)\)/g), ([, link = '']) => link).filter((link) => !/^[a-z]+:/.test(link));
    const broken = links.filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? file : join(dirname(file), path);
      return !existsSync(target) || (anchor !== undefined && !anchors(target).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  it('say of routes what the OpenAPI document says', () => {
    const check = new AnswerCheck({ ...openApi, servers: [{ url: '/' }] });
    const problemOf = ({ place, method, path, query }: DocumentedRequest) => {
      const operation = check.operationOf(method.toLowerCase(), path) as { parameters?: { in: string; name: string }[] } | undefined;
      if (operation === undefined) return [`${place}: there is no such route`];
      const known = (operation.parameters ?? []).flatMap((parameter) => (parameter.in === 'query' ? [parameter.name] : []));
      return query.filter((name) => !known.includes(name)).map((name) => `${place}: there is no parameter ${name}`);
    };
    const requests = DOCUMENTS.flatMap((file) => [...namedRequests(file), ...sentRequests(file)]);
    expect(requests.length).toBeGreaterThan(40);
    expect(requests.flatMap(problemOf)).toEqual([]);
  });

  it('name the permissions that the routes ask for', () => {
    const check = new AnswerCheck({ ...openApi, servers: [{ url: '/' }] });
    const granted = DOCUMENTS.flatMap(grantedRequests);
    expect(granted.length).toBeGreaterThan(10);
    for (const { request, permission } of granted) {
      const operation = check.operationOf(request.method.toLowerCase(), request.path) as unknown as Record<string, unknown>;
      expect([request.place, operation['x-tasker-permission']]).toEqual([request.place, permission]);
    }
  });

  it('send bodies that the routes take', () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    ajv.addSchema(openApi, 'openapi.json');
    const sent = DOCUMENTS.flatMap(sentRequests).filter(({ body }) => body !== undefined);
    expect(sent.length).toBeGreaterThan(0);
    for (const { place, method, path, body } of sent) {
      const check = new AnswerCheck({ ...openApi, servers: [{ url: '/' }] });
      const { requestBody } = check.operationOf(method.toLowerCase(), path) as unknown as { requestBody: any };
      const resolved = JSON.stringify(requestBody.content['application/json'].schema).replaceAll('"#/', '"openapi.json#/');
      expect(ajv.validate(JSON.parse(resolved), JSON.parse(body!)), `${place}: ${ajv.errorsText()}`).toBe(true);
    }
  });

  it('ask of GraphQL what its schema has', () => {
    const schema = buildSchema(text('docs/schema.graphql'));
    const operations = codeBlocks('docs/graphql.md').filter(({ language }) => language === 'graphql');
    expect(operations.length).toBeGreaterThan(0);
    for (const { place, code } of operations) expect([place, validate(schema, parse(code))]).toEqual([place, []]);
  });
});
