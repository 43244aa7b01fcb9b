import type { JsonSchema } from '../../../model/json.js';

/** What is answered when a request is refused or fails. */
export const ERROR_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Error: {
    type: 'object',
    description: 'Every refusal and every failure has this shape.',
    properties: {
      error: { type: 'string', description: 'Reason phrase of the status.', examples: ['Bad Request'] },
      message: { type: 'string', description: 'One sentence for a person.' },
      details: {
        type: 'array',
        description: 'One entry for each refused field; empty when no field is at fault.',
        items: { $ref: '#/components/schemas/FieldIssue' },
      },
    },
    required: ['error', 'message', 'details'],
    additionalProperties: false,
  },
  FieldIssue: {
    type: 'object',
    description: 'What is wrong with one field.',
    properties: {
      path: { type: 'string', description: 'Where the field stands, as `context.items.0.sku`; empty for the whole body.' },
      message: { type: 'string', description: 'What is wrong with it.' },
    },
    required: ['path', 'message'],
    additionalProperties: false,
  },
  Unreadable: {
    type: 'object',
    description:
      'A body that cannot be parsed, or an address that cannot be decoded, fails before a route is known: the application answers, in its own form. This is the usual one.',
    properties: {
      statusCode: { type: 'integer' },
      message: { type: 'string' },
      error: { type: 'string' },
      code: { type: 'string' },
    },
    required: ['message', 'statusCode'],
  },
};
