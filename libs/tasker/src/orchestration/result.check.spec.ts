import { describe, expect, it } from 'vitest';
import { contentCheck, type ContentCheck } from '../definitions/content.check.js';
import { PermanentError } from '../model/errors.js';
import { checkedResult } from './result.check.js';

const broken =
  (count: number): ContentCheck =>
  (value) => ({
    value,
    issues: Array.from({ length: count }, (_, n) => ({ path: `items.${n}`, message: 'is wrong' })),
  });

async function refusal(json: string, check: ContentCheck): Promise<PermanentError> {
  const error: unknown = await checkedResult(json, check).then(() => undefined, (reason: unknown) => reason); // prettier-ignore
  expect(error).toBeInstanceOf(PermanentError);
  return error as PermanentError;
}

describe('checkedResult', () => {
  it('gives the result with the defaults of its declaration', async () => {
    const check = contentCheck({ type: 'object', properties: { currency: { default: 'EUR' } } }, 'result');
    expect(JSON.parse(await checkedResult('{"total":7}', check))).toEqual({ total: 7, currency: 'EUR' });
  });

  it('checks what was stored, not what was returned', async () => {
    const seen: unknown[] = [];
    await checkedResult('{"at":"2026-01-01T00:00:00.000Z"}', (value) => (seen.push(value), { value, issues: [] }));
    expect(seen).toEqual([{ at: '2026-01-01T00:00:00.000Z' }]);
  });

  it('fails for good and names the paths', async () => {
    const check = contentCheck({ type: 'object', required: ['total'], properties: { name: { type: 'string' } } }, 'result');
    const error = await refusal('{"name":7}', check);
    expect(error.errorCode).toBe('RESULT_SCHEMA');
    expect(error.message).toMatch(/^the result breaks its declaration: /);
    expect(error.message).toContain('result.total');
    expect(error.message).toContain('result.name');
    expect((error.context as { issues: unknown[] }).issues).toHaveLength(2);
  });

  it('names the result itself where there is no path', async () => {
    const error = await refusal('[]', (value) => ({ value, issues: [{ path: '', message: 'must be an object' }] }));
    expect(error.message).toBe('the result breaks its declaration: result must be an object');
  });

  it('names ten paths and counts the others', async () => {
    const { message, context } = await refusal('{}', broken(12));
    expect(message.split('; ')).toHaveLength(11);
    expect(message).toMatch(/result\.items\.9 is wrong; and 2 more$/);
    expect((context as { issues: unknown[] }).issues).toHaveLength(10);
    expect((await refusal('{}', broken(10))).message).not.toContain('more');
  });
});
