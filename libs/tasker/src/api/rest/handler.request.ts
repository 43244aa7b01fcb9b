import type { HandlerReference } from '../calls/handler.calls.js';
import { text } from './contract/query.field.js';
import type { RouteContract } from './contract/route.contract.js';
import { FORMAT_QUERY } from './diagram.answer.js';
import type { HttpRequest } from './http.request.js';
import { isFields } from './request.fields.js';

type Params = NonNullable<RouteContract['params']>;

/** Of paths that name a namespace. */
export const NAMESPACE_PARAMS = {
  namespace: { description: 'Namespace of definitions.', schema: { type: 'string', examples: ['payments'] } },
} satisfies Params;

/** Of paths that name a task of a namespace. */
export const HANDLER_PARAMS = {
  ...NAMESPACE_PARAMS,
  name: { description: 'Name of the task.', schema: { type: 'string', examples: ['process_order'] } },
} satisfies Params;

/** Which version. */
export const VERSION_QUERY = {
  version: text('A version, a range such as `^1.2.0`, or `latest`. Default: 0.1.0 when it is registered, else the highest.', '1.0.0'),
};

/** Which version, and how it is drawn. */
export const PICTURE_QUERY = { ...VERSION_QUERY, ...FORMAT_QUERY };

/** Which versions, and how they are shown. */
export const DIFFERENCE_QUERY = {
  from: text('The version to begin with; a range or `latest` is taken too. Required.', '1.0.0'),
  to: text('The version to compare it with, in the same way. Default `latest`.', '2.0.0'),
  ...FORMAT_QUERY,
};

/** The namespace that a path names. */
export function namespaceOf({ params }: Pick<HttpRequest, 'params'>): string {
  return wordIn(params, 'namespace');
}

/** The task that a path names. */
export function handlerOf(http: Pick<HttpRequest, 'params'>): HandlerReference {
  return { namespace: namespaceOf(http), name: wordIn(http.params, 'name') };
}

/** Registered names are compared with it: what is no name of a handler is simply not found. */
function wordIn(params: unknown, key: string): string {
  const value = isFields(params) ? params[key] : undefined;
  return typeof value === 'string' ? value : '';
}
