import { describe, expect, it } from 'vitest';
import { AnswerBudget } from './answer.budget.js';

const code = (call: () => unknown) => {
  try {
    call();
    return undefined;
  } catch (error) {
    return (error as { extensions: { code: string } }).extensions.code;
  }
};

describe('what an answer may hold', () => {
  it('is 20,000 steps, tasks and notes, however they were found', () => {
    const budget = new AnswerBudget();
    budget.takeNodes(10_000);
    budget.takeNodes(10_000);
    expect(code(() => budget.takeNodes(1))).toBe('OPERATION_TOO_COMPLEX');
  });

  it('is 50 MB of contents, each as often as it stands there', () => {
    const budget = new AnswerBudget();
    const content = { text: 'x'.repeat(9_999_900) };
    for (let times = 0; times < 5; times += 1) expect(budget.content(content)).toBe(content);
    expect([budget.content(null), budget.content(undefined), budget.content(7)]).toEqual([null, undefined, 7]);
    expect(code(() => budget.content(content))).toBe('OPERATION_TOO_COMPLEX');
  });

  it('is half a million ids', () => {
    const budget = new AnswerBudget();
    const ids = new Array<number>(250_000).fill(1);
    expect(budget.ids(ids)).toBe(ids);
    budget.ids(ids);
    expect(code(() => budget.ids([1]))).toBe('OPERATION_TOO_COMPLEX');
  });
});
