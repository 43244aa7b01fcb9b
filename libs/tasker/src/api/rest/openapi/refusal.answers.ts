import type { JsonObject } from '../../../model/json.js';
import type { RouteContract } from '../contract/route.contract.js';
import { REFUSALS, type Refusal } from './refusal.table.js';

/** Statuses of what cannot be read: the application answers before the route is known, in its own form. */
const UNREAD = ['400', '413', '415'];

const ERROR = { $ref: '#/components/schemas/Error' };
const UNREADABLE = { anyOf: [ERROR, { $ref: '#/components/schemas/Unreadable' }] };

/** The shared refusals, for the components of the document. */
export function refusalComponents(): JsonObject {
  const components = Object.entries(REFUSALS).flatMap(([status, refusal]) => [
    [refusal.name, componentOf(refusal, ERROR)] as const,
    ...(UNREAD.includes(status) ? [[`${refusal.name}Unread`, componentOf(refusal, UNREADABLE)] as const] : []),
  ]);
  return Object.fromEntries(components);
}

/**
 * The refusals of a route by status: those that its contract names, and those that come by what it is. Where a status is one of its answers as
 * well, as when a service tells why it is unavailable, either body may come.
 */
export function refusalsOf(contract: RouteContract): JsonObject {
  const { answers, refusals = {} } = contract;
  const usual = usualStatuses(contract).map((status) => [status, shared(status, contract)] as const);
  const named = Object.entries(refusals).map(([status, when]) => [status, special(status, when)] as const);
  const told = Object.entries(answers).flatMap(([status, { description, content }]) => {
    const schema = content?.['application/json'];
    const isBoth = schema !== undefined && usual.some(([other]) => other === status);
    return isBoth ? [[status, { description, content: { 'application/json': { schema: { anyOf: [schema, ERROR] } } } }] as const] : [];
  });
  return Object.fromEntries([...usual, ...named, ...told]);
}

function usualStatuses({ permission, body, answers }: RouteContract): string[] {
  const isOpen = permission === 'public';
  const hasContent = Object.values(answers).some(({ content }) => content !== undefined);
  return [
    '400',
    ...(isOpen ? [] : ['401', '403']),
    ...(hasContent ? ['406'] : []),
    ...(body === undefined ? [] : ['413', '415']),
    '500',
    ...(isOpen ? [] : ['429', '503']),
  ];
}

function shared(status: string, { body, params = {} }: RouteContract): JsonObject {
  const { name } = REFUSALS[status] as Refusal;
  const mayBeUnreadable = body !== undefined || Object.keys(params).length > 0;
  return { $ref: `#/components/responses/${mayBeUnreadable && UNREAD.includes(status) ? `${name}Unread` : name}` };
}

function special(status: string, when: string): JsonObject {
  const { headers } = REFUSALS[status] as Refusal;
  return { description: when, ...(headers === undefined ? {} : { headers }), content: { 'application/json': { schema: ERROR } } };
}

function componentOf({ description, headers, example }: Refusal, schema: JsonObject): JsonObject {
  return { description, ...(headers === undefined ? {} : { headers }), content: { 'application/json': { schema, example } } };
}
