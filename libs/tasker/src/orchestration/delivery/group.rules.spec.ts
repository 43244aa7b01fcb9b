import { describe, expect, it } from 'vitest';
import type { DurableSubscription } from '../../events/durable.subscriptions.js';
import { checkGroups } from './group.rules.js';

function subscription(group: unknown, method = 'handle'): DurableSubscription {
  return {
    group: group as string,
    patterns: ['task.completed'],
    className: 'Mailer',
    method,
    filter: undefined,
    handle: () => Promise.resolve(),
  };
}

describe('the groups of durable subscribers', () => {
  it.each(['mailer', 'Mailer.handle', 'orders:v2', '7', 'a'.repeat(100), '$Mailer._handle-2'])('may be named %s', (group) => {
    expect(() => checkGroups([subscription(group)])).not.toThrow();
  });

  it.each([
    ['', "must be a name such as 'mailer'"],
    [7, "must be a name such as 'mailer'"],
    ['a'.repeat(101), 'has 101 characters; at most 100 are allowed'],
    ['two words', '"two words" must begin with a letter or digit and have only letters, digits and _ $ . : -'],
    ['-mailer', '"-mailer" must begin with a letter or digit and have only letters, digits and _ $ . : -'],
    ['postbüro', '"postbüro" must begin with a letter or digit and have only letters, digits and _ $ . : -'],
    ['a\ud800', '"a\uFFFD" must begin with a letter or digit and have only letters, digits and _ $ . : -'],
  ])('may not be named %j', (group, problem) => {
    expect(() => checkGroups([subscription(group)])).toThrow(`durable subscriber Mailer.handle: group ${problem}`);
  });

  it('are not declared twice on one method', () => {
    expect(() => checkGroups([subscription('one'), subscription('one')])).toThrow(
      "durable subscriber Mailer.handle is declared twice with group 'one': give one declaration all its patterns, or each a group of its own",
    );
  });

  it('belong to one subscriber of a process each', () => {
    expect(() => checkGroups([subscription('one'), subscription('two', 'other'), subscription('one', 'third')])).toThrow(
      "durable subscribers Mailer.handle and Mailer.third have the same group 'one': each event would reach one of them only; give each a group of its own",
    );
  });
});
