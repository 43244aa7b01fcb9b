import { Ajv, type ValidateFunction } from 'ajv';
import type { FormError } from './task-file.schema.js';

const PLAIN = { type: ['string', 'number', 'boolean', 'null'] };
const PLAIN_OR_LIST = { type: [...PLAIN.type, 'array'], items: PLAIN };

const SUBSCRIPTION = {
  type: 'object',
  required: ['class'],
  additionalProperties: false,
  properties: {
    class: { type: 'string', minLength: 1 },
    description: { type: 'string' },
    enabled: { type: 'boolean' },
    events: { type: 'array', items: { type: 'string', pattern: '^\\S+$', $comment: "must be a name, 'order.*' or '*'" } },
    filter: { type: 'object', additionalProperties: PLAIN_OR_LIST },
    config: { type: 'object' },
  },
} as const;

/** Names stand in logs and events. */
const NAME = { pattern: '^[A-Za-z][A-Za-z0-9_.-]{0,99}$', $comment: 'must begin with a letter and have only letters, digits and _ . -' };

const FILE = {
  type: 'object',
  required: ['subscriptions'],
  additionalProperties: false,
  properties: {
    subscriptions: { type: 'object', propertyNames: NAME, additionalProperties: SUBSCRIPTION },
  },
};

let compiled: ValidateFunction | undefined;

/** Everything in which a file of subscriptions differs from what one is. */
export function subscriptionFileErrors(file: unknown): FormError[] {
  compiled ??= new Ajv({ allErrors: true, verbose: true, strict: true, allowUnionTypes: true }).compile(FILE);
  if (compiled(file)) return [];
  return (compiled.errors ?? []).map((error) => ({ error, path: pathOf(error.instancePath) }));
}

function pathOf(pointer: string): string[] {
  const parts = pointer.split('/').slice(1);
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
