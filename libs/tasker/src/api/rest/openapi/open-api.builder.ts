import type { SecurityScheme } from '../../../auth/authenticator.js';
import type { JsonObject } from '../../../model/json.js';
import { componentSchemas } from '../schemas/schemas.js';
import type { DocumentedRoute } from './documented.routes.js';
import { OperationBuilder } from './operation.builder.js';
import { refusalComponents } from './refusal.answers.js';
import { SharedExamples } from './shared.examples.js';
import { TAGS } from './tag.descriptions.js';

/** What the document says of the application that it stands in. */
export interface DocumentTerms {
  /** Version of the package. */
  readonly version: string;
  /** Where the API stands: `/tasker`, or an address. */
  readonly server: string;
  /** Ways to send credentials, any of which will do; none: nobody is asked for any. */
  readonly schemes: readonly SecurityScheme[];
  /** Whether a permission is open to everybody. */
  readonly isPublic: (permission: string) => boolean;
}

/** An OpenAPI 3.1 document: everything that these routes declare, in an order that depends on their names alone. */
export function buildOpenApi(routes: readonly DocumentedRoute[], { version, server, schemes, isPublic }: DocumentTerms): JsonObject {
  const named = schemes.map((scheme, place) => [nameOf(scheme, schemes.slice(0, place)), scheme] as const);
  const credentials = named.map(([name]) => ({ [name]: [] }));
  const examples = new SharedExamples();
  const isOpen = (permission: string) => permission === 'public' || isPublic(permission);
  const operations = new OperationBuilder((permissions) => (permissions.every(isOpen) ? [] : credentials), examples);
  const paths = pathsOf(routes, operations);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tasker',
      version,
      description: 'Tasks, their steps, and what may be done with them. Times are ISO-8601 in UTC, durations say their unit in their name.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: server }],
    tags: TAGS.filter(({ name }) => routes.some(({ contract }) => contract?.tag === name)),
    paths,
    components: {
      schemas: examples.in(componentSchemas()),
      responses: refusalComponents(),
      ...(named.length === 0 ? {} : { securitySchemes: Object.fromEntries(named) }),
    },
  };
}

function pathsOf(routes: readonly DocumentedRoute[], operations: OperationBuilder): JsonObject {
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const { path, method, contract } of routes) {
    if (contract !== undefined) (paths[path] ??= {})[method] = operations.build({ method, contract });
  }
  return paths;
}

function nameOf(scheme: SecurityScheme, before: readonly SecurityScheme[]): string {
  const kind = ({ type }: SecurityScheme): string => (type === 'http' ? 'bearer' : 'api_key');
  const number = before.filter((other) => kind(other) === kind(scheme)).length + 1;
  return number === 1 ? kind(scheme) : `${kind(scheme)}_${number}`;
}
