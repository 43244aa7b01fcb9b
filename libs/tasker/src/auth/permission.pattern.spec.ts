import { describe, expect, it } from 'vitest';
import { covers, partsOf, patternProblem } from './permission.pattern.js';
import { PERMISSIONS } from './permissions.js';

describe('covers', () => {
  it.each([
    ['*', 'tasker.task:cancel'],
    ['tasker.task:*', 'tasker.task:cancel'],
    ['*:index', 'tasker.worker:index'],
    ['*:*', 'shop.refund:approve'],
    ['tasker.task:cancel', 'tasker.task:cancel'],
  ])('%s grants %s', (pattern, permission) => expect(covers(pattern, permission)).toBe(true));

  it.each([
    ['tasker.task:index', 'tasker.task:show'],
    ['tasker.task:*', 'tasker.task_diagram:show'],
    ['tasker.*:index', 'tasker.task:index'],
    ['tasker.task', 'tasker.task:index'],
    ['tasker.task:', 'tasker.task:index'],
    [':*', 'tasker.task:index'],
    ['', 'tasker.task:index'],
    ['**', 'tasker.task:index'],
    ['tasker.task:*:*', 'tasker.task:index'],
    ['TASKER.TASK:INDEX', 'tasker.task:index'],
  ])('%s does not grant %s', (pattern, permission) => expect(covers(pattern, permission)).toBe(false));
});

describe('partsOf', () => {
  it('splits at the only colon', () => expect(partsOf('tasker.task:show')).toEqual({ resource: 'tasker.task', action: 'show' }));

  it.each(['', ':', 'a:', ':b', 'a', 'a:b:c'])('is null for %j', (text) => expect(partsOf(text)).toBeNull());
});

describe('patternProblem', () => {
  it.each(['*', '*:show', 'tasker.handler:*', 'tasker.metrics:index'])('finds none in %s', (pattern) =>
    expect(patternProblem(pattern, PERMISSIONS)).toBeNull(),
  );

  it.each([
    [7, 'a permission must be text'],
    ['tasker.task', /^'tasker\.task' is no permission; write <resource>:<action>/],
    ['tasker.metrics:show', "'tasker.metrics:show' is unknown; tasker.metrics has index"],
    ['tasker.tasks:*', /^'tasker\.tasks:\*' is unknown; did you mean 'tasker\.task'\?; resources are tasker\.task, /],
    ['*:fly', /^'\*:fly' is unknown; resources are /],
  ])('says what is wrong with %j', (pattern, problem) => expect(patternProblem(pattern, PERMISSIONS)).toMatch(problem));
});
