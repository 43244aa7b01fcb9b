import SwaggerParser from '@apidevtools/swagger-parser';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { beforeAll, describe, expect, it } from 'vitest';
import { apiControllers } from '../support/api.controllers.js';
import { PERMISSIONS } from '../../libs/tasker/src/auth/permissions.js';
import { permissionsOf, type RouteContract } from '../../libs/tasker/src/api/rest/contract/route.contract.js';
import { componentSchemas, SCHEMA_AREAS } from '../../libs/tasker/src/api/rest/schemas/schemas.js';
import { routesOf, type DocumentedRoute } from '../../libs/tasker/src/api/rest/openapi/documented.routes.js';
import { buildOpenApi } from '../../libs/tasker/src/api/rest/openapi/open-api.builder.js';

const TERMS = { version: '1.0.0', server: '/tasker', schemes: [{ type: 'http', scheme: 'bearer' }], isPublic: () => false } as const;

let routes: DocumentedRoute[];
let document: Record<string, any>;
beforeAll(async () => {
  routes = routesOf(await apiControllers());
  document = buildOpenApi(routes, TERMS);
});

/** What is said of each route that has a contract, where it is anything. */
function findings(of: (contract: RouteContract, route: DocumentedRoute) => readonly unknown[]): string[] {
  return routes.flatMap((route) =>
    route.contract === undefined ? [] : of(route.contract, route).map((finding) => `${route.handler}: ${String(finding)}`),
  );
}

/** Every value of a key, anywhere in a value. */
function valuesOf(value: unknown, key: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [...(name === key ? [inner] : []), ...valuesOf(inner, key)]);
}

const NAME = '#/components/schemas/';
const named = (value: unknown) => valuesOf(value, '$ref').map((place) => String(place).replace(NAME, ''));

describe('every route of the API', () => {
  it('has a contract', () => {
    expect(routes.length).toBeGreaterThan(5);
    expect(routes.filter(({ contract }) => contract === undefined).map(({ handler }) => handler)).toEqual([]);
  });

  it('is one operation of a name of its own', () => {
    const names = routes.map(({ contract }) => contract?.operationId);
    expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([]);
    const places = routes.map(({ method, path }) => `${method} ${path}`);
    expect(places.filter((place, at) => places.indexOf(place) !== at)).toEqual([]);
  });

  it('asks for a permission that is known', () => {
    const known: readonly string[] = [...PERMISSIONS, 'public'];
    expect(findings((contract) => permissionsOf(contract).filter((permission) => !known.includes(permission)))).toEqual([]);
  });

  it('is public only where it is the documentation, or tells whether the process works', () => {
    const open = routes.filter(({ contract }) => contract?.permission === 'public').map(({ path }) => path);
    expect(open.filter((path) => !/^\/(health\/(live|ready)|openapi\.json|api-docs(\/\{file\})?)$/.test(path))).toEqual([]);
  });

  it('declares the parameters of its path, and no others', () => {
    const wrong = findings(({ params = {} }, { path }) => {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = Object.keys(params);
      return [...inPath.filter((name) => !declared.includes(name!)), ...declared.filter((name) => !inPath.includes(name))];
    });
    expect(wrong).toEqual([]);
  });

  it('answers well somehow, and lists no refusal as an answer but that it is unavailable', () => {
    expect(
      findings(({ answers }) => {
        const statuses = Object.keys(answers).map(Number);
        return statuses.length === 0 ? ['none'] : statuses.filter((status) => (status < 200 || status > 399) && status !== 503);
      }),
    ).toEqual([]);
  });

  it('names schemas that there are', () => {
    const known = Object.keys(componentSchemas());
    const unknown = (value: unknown) => named(value).filter((name) => !known.includes(name));
    expect(findings(({ answers, body, params }) => unknown({ answers, body, params }))).toEqual([]);
    expect(unknown(componentSchemas())).toEqual([]);
  });

  it('gives examples that fit its schemas', () => {
    const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
    ajv.addSchema(document, 'openapi.json');
    const validators = new Map<string, ValidateFunction>();
    const judge = (schema: object, example: unknown): string[] => {
      if (example === undefined) return [];
      const text = JSON.stringify(schema).replaceAll(`"${NAME}`, `"openapi.json${NAME}`);
      const validate = validators.get(text) ?? ajv.compile(JSON.parse(text));
      validators.set(text, validate);
      return validate(example) ? [] : [ajv.errorsText(validate.errors)];
    };
    const wrong = findings(({ answers, body }) => [
      ...Object.values(answers).flatMap(({ content = {}, example }) => judge(content['application/json'] ?? {}, example)),
      ...(body === undefined ? [] : judge(body.schema, body.example)),
    ]);
    expect(wrong).toEqual([]);
    const shared = Object.values<any>(document.components.responses).map(({ content }) => content['application/json']);
    expect(shared.flatMap(({ schema, example }) => judge(schema, example))).toEqual([]);
  });
});

describe('the schemas of the API', () => {
  it('stand under one name each', () => {
    const names = SCHEMA_AREAS.flatMap((area) => Object.keys(area));
    expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([]);
  });

  it('are all used', () => {
    const used = new Set(named(document));
    expect(Object.keys(componentSchemas()).filter((name) => !used.has(name))).toEqual([]);
  });

  it('say of every object without fixed keys that any key may stand in it', () => {
    // Clients made of the document would take an object that says nothing for one without keys.
    const silent = (value: unknown, place: string): string[] => {
      if (typeof value !== 'object' || value === null) return [];
      const { type, properties, additionalProperties } = value as Record<string, unknown>;
      const isSilent = [type].flat().includes('object') && properties === undefined && additionalProperties === undefined;
      return [...(isSilent ? [place] : []), ...Object.entries(value).flatMap(([key, inner]) => silent(inner, `${place}.${key}`))];
    };
    expect([...silent(componentSchemas(), 'schemas'), ...silent(document.paths, 'paths')]).toEqual([]);
  });

  it('require keys that they describe', () => {
    const misspelt = Object.entries(componentSchemas()).flatMap(([name, { required, properties }]) =>
      ((required ?? []) as string[])
        .filter((key) => properties !== undefined && !(key in (properties as object)))
        .map((key) => `${name}.${key}`),
    );
    expect(misspelt).toEqual([]);
  });
});

describe('the document', () => {
  it('is valid OpenAPI 3.1', async () => {
    await expect(SwaggerParser.validate(structuredClone(document) as never)).resolves.toMatchObject({ openapi: '3.1.0' });
  });

  it('says of every operation what it needs and which refusals there are', () => {
    for (const { method, path, contract } of routes) {
      const operation = document.paths[path][method];
      expect(operation['x-tasker-permission']).toEqual(contract!.permission);
      expect(operation.security).toEqual(contract!.permission === 'public' ? [] : [{ bearer: [] }]);
      expect(Object.keys(operation.responses)).toEqual(
        expect.arrayContaining(['400', '500', ...(contract!.permission === 'public' ? [] : ['401', '403'])]),
      );
    }
  });
});
