import { describe, expect, it } from 'vitest';
import { bulkIssues } from './bulk.acting.js';
import type { BulkActing } from './bulk.contract.js';

const paths = (options: object) => bulkIssues(options as BulkActing).map(({ path }) => path);

describe('bulkIssues', () => {
  it('accepts everything that is right', () => {
    const signal = new AbortController().signal;
    const options = {
      actor: 'ann',
      reason: 'x',
      expected: 0,
      dryRun: false,
      batchSize: 1_000,
      concurrency: 8,
      onProgress: () => undefined,
      signal,
    };
    expect(paths(options)).toEqual([]);
    expect(paths({ reason: 'x' })).toEqual([]);
  });

  it('asks for a reason, but not for counting', () => {
    expect(paths({})).toEqual(['reason']);
    expect(paths({ dryRun: true })).toEqual([]);
  });

  it.each([
    ['expected', [-1, 1.5, '5', NaN, Infinity, null]],
    ['dryRun', ['yes', 1, null]],
    ['batchSize', [0, 1_001, 1.5, '10', null]],
    ['concurrency', [0, 9, -1, '2', null]],
    ['onProgress', ['log', {}, null]],
    ['signal', [{}, true, null]],
  ])('%s', (path, values) => {
    for (const value of values) expect(paths({ reason: 'x', [path]: value }), JSON.stringify(value)).toEqual([path]);
  });

  it('what is no object is said once, unknown keys are named', () => {
    expect(paths(null as never)).toEqual(['']);
    expect(paths({ reason: 'x', dry: true, batchsize: 1 })).toEqual(['dry', 'batchsize']);
  });
});
