import { describe, expect, it } from 'vitest';
import { InvalidRequestError } from '../../model/errors.js';
import type { FieldIssue } from '../../model/errors.js';
import { parseCreateTaskBody } from './create-task.body.js';

const BODY = {
  name: 'process_order',
  namespace: 'fulfilment',
  version: '1.0.0',
  context: { source_system: 'kept as it is' },
  initiator: 'ann',
  source_system: 'shop',
  reason: 'ordered',
  tags: ['express'],
  priority: 5,
  correlation_id: 'c-1',
};

function issuesOf(body: unknown): readonly FieldIssue[] {
  try {
    parseCreateTaskBody(body);
  } catch (error) {
    if (error instanceof InvalidRequestError) return error.issues;
    throw error;
  }
  return [];
}

describe('parseCreateTaskBody', () => {
  it('translates the names of the fields and leaves the context alone', () => {
    const { source_system: sourceSystem, correlation_id: correlationId, ...same } = BODY;
    expect(parseCreateTaskBody(BODY)).toEqual({ request: { ...same, sourceSystem, correlationId }, prefix: '' });
  });

  it('reads the wrapped body as the plain one', () => {
    expect(parseCreateTaskBody({ task: BODY }).request).toEqual(parseCreateTaskBody(BODY).request);
    expect(parseCreateTaskBody({ task: BODY }).prefix).toBe('task.');
  });

  it('adds no field that was not sent', () => {
    expect(Object.keys(parseCreateTaskBody({ name: 'x', context: {} }).request)).toEqual(['name', 'context']);
  });

  it('refuses every unknown key with its path', () => {
    expect(issuesOf({ ...BODY, contxt: {}, sourceSystem: 'x' }).map((issue) => issue.path)).toEqual(['contxt', 'sourceSystem']);
    expect(issuesOf({ task: { ...BODY, contxt: {} } }).map((issue) => issue.path)).toEqual(['task.contxt']);
    expect(issuesOf({ task: BODY, name: 'x' }).map((issue) => issue.path)).toEqual(['name']);
  });

  it.each([[undefined], [null], [[BODY]], ['text'], [7]])('refuses the body %j', (body) => {
    expect(issuesOf(body)).toEqual([{ path: '', message: 'the body must be a JSON object sent as application/json' }]);
  });

  it.each([[null], [[]], ['text']])('refuses the wrapped task %j', (task) => {
    expect(issuesOf({ task })).toEqual([{ path: 'task', message: 'must be an object' }]);
  });
});
