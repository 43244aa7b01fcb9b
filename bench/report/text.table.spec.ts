import { describe, expect, it } from 'vitest';
import { cell, tableLines } from './text.table.js';

describe('tables of the bench', () => {
  it('columns are as wide as their widest cell', () => {
    expect(
      tableLines([
        ['', 'steps/s'],
        ['W1 linear', '1'],
      ]),
    ).toEqual(['           steps/s', 'W1 linear        1']);
  });

  it('a figure has grouped thousands and fixed digits, a missing one is a dash', () => {
    expect([cell(12_345.678), cell(0.5, 2), cell(null), cell(undefined, 3)]).toEqual(['12,346', '0.50', '-', '-']);
  });
});
