import { ConflictException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { InvalidRequestError } from '../../model/errors.js';
import { inBulkTerms, parseBulkBody } from './bulk.request.js';

const refusedWith = (path: string, request: Parameters<typeof inBulkTerms>[0]) =>
  inBulkTerms(request, () => Promise.reject(new InvalidRequestError([{ path, message: 'is refused' }]))).catch((error: unknown) => error);

describe('parseBulkBody', () => {
  it('translates the names of the selection and of the action', () => {
    const body = { selection: { status: ['error'], created_after: '2026-03-01', tags: ['a'] }, reason: 'r', expected: 3, dry_run: true };
    expect(parseBulkBody(body)).toEqual({
      selection: { state: ['error'], createdAfter: '2026-03-01', tags: ['a'] },
      acting: { reason: 'r', expected: 3, dryRun: true },
    });
  });

  it.each([
    [{}, 'selection: must be an object'],
    [{ selection: [] }, 'selection: must be an object'],
    [{ selection: { state: 'error' } }, 'selection.state: unknown key'],
    [{ selection: { within: ['other'] } }, 'selection.within: unknown key'],
    [{ selection: {}, batch_size: 3 }, 'batch_size: unknown key'],
    [[], 'must be a JSON object'],
  ])('refuses %j', (body, message) => {
    expect(() => parseBulkBody(body)).toThrow(message);
  });
});

describe('inBulkTerms', () => {
  it('names what is refused as the body does', async () => {
    const request = parseBulkBody({ selection: { status: 'x', created_after: 'y' }, dry_run: 'z' });
    const paths = ['state', 'createdAfter', 'dryRun'];
    const refused = await inBulkTerms(request, () =>
      Promise.reject(new InvalidRequestError(paths.map((path) => ({ path, message: 'wrong' })))),
    ).catch((error: InvalidRequestError) => error.issues.map(({ path }) => path));
    expect(refused).toEqual(['selection.status', 'selection.created_after', 'dry_run']);
  });

  it('tells a number that has changed from a confirmation that is missing and from what is no number', async () => {
    const selection = {};
    expect(await refusedWith('expected', { selection, acting: { expected: 3 } })).toBeInstanceOf(ConflictException);
    expect(await refusedWith('expected', { selection, acting: {} })).toMatchObject({ name: 'IncompleteRequestError' });
    expect(await refusedWith('expected', { selection, acting: { expected: 'x' as never } })).toMatchObject({ name: 'InvalidRequestError' });
  });
});
