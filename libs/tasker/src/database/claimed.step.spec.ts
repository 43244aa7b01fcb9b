import { describe, expect, it } from 'vitest';
import { claimedStep, type EngineRow } from './claimed.step.js';

function rowOf({
  inputs = null,
  parents = null,
  origin = null,
  tags = '{}',
}: {
  inputs?: string | null;
  parents?: string | null;
  origin?: number | null;
  tags?: string;
}): EngineRow {
  return ['claimed', 't-1', 2, 1, 3, 4, 5, null, null, tags, '{"items":[{"price":4}]}', inputs, null, parents, null, 6, origin, null];
}

interface Order {
  items: { price: number }[];
}

describe('a claimed step', () => {
  it('gives another copy of its context and inputs each time: what is told of it later is what was stored', () => {
    const claimed = claimedStep(rowOf({ inputs: '{"items":[{"price":1}]}' }), null);
    (claimed.context as Order).items[0]!.price = 5;
    (claimed.inputs as Order).items = [];
    expect([claimed.context, claimed.inputs]).toEqual([{ items: [{ price: 4 }] }, { items: [{ price: 1 }] }]);
  });

  it('has neither inputs nor results of parents when it is a root without inputs', () => {
    const { inputs, parents, results } = claimedStep(rowOf({}), null);
    expect([inputs, parents, results]).toEqual([null, null, null]);
  });

  it('has the tags that PostgreSQL writes as an array', () => {
    const tagsOf = (tags: string) => claimedStep(rowOf({ tags }), null).tags;
    expect([tagsOf('{}'), tagsOf('{vip}'), tagsOf('{vip,"two words","a\\"b"}')]).toEqual([[], ['vip'], ['vip', 'two words', 'a"b']]);
  });

  it.each([
    [null, null, false],
    [0, 0, false],
    [250, 250, false],
    [-1, 0, true],
    [-251, 250, true],
  ])('reads its origin %s: %s ms, repeated: %s', (origin, waitMs, retried) => {
    expect(claimedStep(rowOf({ origin, parents: '{"s3":{}}' }), null)).toMatchObject({ waitMs, retried, parents: { s3: {} } });
  });
});
