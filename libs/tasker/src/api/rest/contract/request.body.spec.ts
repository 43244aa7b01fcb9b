import { describe, expect, it } from 'vitest';
import { readBody } from './request.body.js';

const schema = { properties: { retry_limit: {}, inputs: {} } };
const reading = { schema, wrapper: 'workflow_step' };

describe('readBody', () => {
  it('gives its fields the names of the engine, and leaves what stands in them alone', () => {
    const body = { retry_limit: 3, inputs: { retry_limit: 1 } };
    const fields = { retryLimit: 3, inputs: { retry_limit: 1 } };
    expect(readBody(body, reading)).toEqual({ fields, prefix: '' });
    expect(readBody({ workflow_step: body }, reading)).toEqual({ fields, prefix: 'workflow_step.' });
  });

  it('takes a missing body for an empty one where it may be missing', () => {
    for (const body of [undefined, null, {}]) expect(readBody(body, { schema, optional: true }).fields).toEqual({});
    expect(() => readBody(undefined, { schema })).toThrow('the body must be a JSON object');
  });

  it.each([
    [{ retryLimit: 3 }, 'retryLimit: unknown key'],
    [{ workflow_step: { retries: 3 } }, 'workflow_step.retries: unknown key'],
    [{ workflow_step: {}, inputs: {} }, 'inputs: unknown key'],
    [{ workflow_step: [] }, 'workflow_step: must be an object'],
    [{ workflow_step: null }, 'workflow_step: must be an object'],
    [JSON.parse('{"__proto__":1}'), '__proto__: unknown key'],
    [[], 'must be a JSON object'],
    ['retry_limit', 'must be a JSON object'],
    [7, 'must be a JSON object'],
  ])('refuses %j', (body, message) => {
    expect(() => readBody(body, { ...reading, optional: true })).toThrow(message);
  });
});
