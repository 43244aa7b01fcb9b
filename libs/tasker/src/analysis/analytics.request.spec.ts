import { describe, expect, it } from 'vitest';
import { InvalidRequestError } from '../model/errors.js';
import { checkedBottleneckQuestion, checkedQuestion, checkedScope } from './analytics.request.js';

const KEPT_30_DAYS = 30 * 86_400_000;

function refusal(check: () => unknown): string {
  try {
    check();
  } catch (error) {
    if (error instanceof InvalidRequestError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('a scope', () => {
  it('is what is given of namespace, name and version, in this order', () => {
    const scope = checkedScope({ version: '1.0.0', name: 'order', namespace: undefined });
    expect(Object.entries(scope)).toEqual([['name', 'order'], ['version', '1.0.0']]); // prettier-ignore
    expect(checkedScope({})).toEqual({});
  });

  it.each([
    [null, 'the scope must be an object'],
    ['shop', 'the scope must be an object'],
    [['shop'], 'the scope must be an object'],
    [{ namespce: 'shop' }, "namespce: unknown key; known are namespace, name, version; did you mean 'namespace'?"],
    [{ namespace: '' }, 'namespace: must be a text of 1 to 255 characters'],
    [{ namespace: null }, 'namespace: must be a text of 1 to 255 characters'],
    [{ name: 7 }, 'name: must be a text of 1 to 255 characters'],
    [{ name: 'x'.repeat(256) }, 'name: must be a text of 1 to 255 characters'],
    [{ name: 'a\0b' }, 'name: must be a text of 1 to 255 characters'],
    [{ version: '1.0.0' }, 'version: a version is one of a name: give the name as well'],
    [{ namespace: 'shop', version: '1.0.0' }, 'version: a version is one of a name: give the name as well'],
    [{ namespace: 1, version: 2 }, /^namespace: must be .*; version: must be .*; version: a version is one of a name/],
  ])('%j is refused', (scope, message) => {
    const found = refusal(() => checkedScope(scope));
    if (typeof message === 'string') expect(found).toBe(message);
    else expect(found).toMatch(message);
  });
});

describe('a question', () => {
  it('asks for a kept answer about a day when it says nothing', () => {
    expect(checkedQuestion({})).toEqual({ fresh: false });
    expect(checkedBottleneckQuestion({}, KEPT_30_DAYS)).toEqual({ period: 24, fresh: false });
    expect(checkedBottleneckQuestion({ period: undefined, fresh: undefined }, KEPT_30_DAYS)).toEqual({ period: 24, fresh: false });
  });

  it('may go back as far as figures are kept', () => {
    expect(checkedBottleneckQuestion({ period: 720, fresh: true }, KEPT_30_DAYS)).toEqual({ period: 720, fresh: true });
    expect(checkedBottleneckQuestion({ period: 1 }, KEPT_30_DAYS).period).toBe(1);
  });

  it.each([0, -1, 721, 1e9, Infinity, NaN, 1.5, '24', null, 24n])('period %s is refused', (period) => {
    expect(refusal(() => checkedBottleneckQuestion({ period }, KEPT_30_DAYS))).toBe(
      'period: must be a whole number of hours from 1 to 720, for which figures are kept (analytics.retention)',
    );
  });

  it.each([
    [null, 'the question must be an object'],
    [24, 'the question must be an object'],
    [{ fresh: 'yes' }, 'fresh: must be true or false'],
    [{ periode: 24 }, "periode: unknown key; known are period, fresh; did you mean 'period'?"],
  ])('%j is refused', (question, message) => {
    expect(refusal(() => checkedBottleneckQuestion(question, KEPT_30_DAYS))).toBe(message);
  });

  it('about performance has no period: its windows are fixed', () => {
    expect(refusal(() => checkedQuestion({ period: 24 }))).toBe('period: unknown key; known are fresh');
  });
});
