import { beforeEach, describe, expect, it } from 'vitest';
import { HistoryPosition } from './history.position.js';
import { IdRanges } from './id.ranges.js';
import { OpenGaps } from './open.gaps.js';

const NONE = HistoryPosition.NONE;
const creations = (from: number, to: number) => new HistoryPosition([IdRanges.of([[from, to]]), IdRanges.NONE, IdRanges.NONE]);

describe('open gaps', () => {
  let gaps: OpenGaps;
  beforeEach(() => {
    gaps = new OpenGaps();
  });
  /** A look at what is due and at fresh ids, of which these are not there. */
  const look = (unseen: HistoryPosition, writers: readonly string[], fresh = NONE) => gaps.settle(gaps.due, { fresh, unseen, writers });

  it('are not kept where nobody is writing: what is not there was never committed', () => {
    look(creations(3, 5), [], creations(1, 10));
    expect(gaps.any).toBe(false);
  });

  it('are looked at once more when their writer is gone, and closed then', () => {
    look(creations(3, 5), ['1/1'], creations(1, 10));
    expect([gaps.ids, gaps.due.ids]).toEqual([creations(3, 5), creations(3, 5)]);
    look(creations(4, 5), []);
    expect(gaps.any).toBe(false);
  });

  it('rest while the same transactions write, and ask for a look at once when one has gone', () => {
    look(creations(3, 5), ['1/1', '2/2'], creations(1, 10));
    look(creations(3, 5), ['1/1', '2/2', '3/3']);
    expect(gaps.due.ids.isEmpty).toBe(true);
    expect(look(NONE, ['1/1', '2/2', '4/4'])).toBe(false);
    expect(look(NONE, ['2/2', '4/4'])).toBe(true);
    expect(gaps.due.ids).toEqual(creations(3, 5));
    look(creations(3, 4), ['2/2']);
    expect([gaps.ids, gaps.due.ids.isEmpty]).toEqual([creations(3, 4), true]);
    expect(look(NONE, [])).toBe(true);
    expect(gaps.ids).toEqual(creations(3, 4));
    look(creations(3, 4), []);
    expect(gaps.any).toBe(false);
  });

  it('of before a failure are looked at before anything is believed of their writers', () => {
    look(creations(3, 5), ['1/1'], creations(1, 10));
    const due = gaps.due;
    gaps.forget();
    gaps.settle(due, { fresh: NONE, unseen: NONE, writers: [] });
    expect(gaps.due.ids).toEqual(creations(3, 5));
    look(creations(3, 5), ['7/7']);
    expect(gaps.any).toBe(true);
    look(creations(3, 5), []);
    look(creations(3, 5), []);
    expect(gaps.any).toBe(false);
  });

  it('stay for prepared transactions, which go by another name after a restart', () => {
    look(creations(3, 5), ['1/1'], creations(1, 10));
    look(creations(3, 5), ['-1/700']);
    expect(gaps.any).toBe(true);
    look(creations(3, 5), []);
    look(creations(3, 5), []);
    expect(gaps.any).toBe(false);
  });

  it('of the same writers stand together', () => {
    look(creations(3, 5), ['1/1'], creations(1, 10));
    look(
      new HistoryPosition([
        IdRanges.of([
          [3, 5],
          [12, 13],
        ]),
        IdRanges.NONE,
        IdRanges.NONE,
      ]),
      ['1/1'],
      creations(10, 20),
    );
    look(
      new HistoryPosition([
        IdRanges.of([
          [3, 5],
          [12, 13],
        ]),
        IdRanges.NONE,
        IdRanges.NONE,
      ]),
      ['1/1'],
    );
    expect((gaps as unknown as { gaps: unknown[] }).gaps).toHaveLength(1);
  });

  it('are let go from the oldest on when there are too many', () => {
    const many = new HistoryPosition([
      IdRanges.of(Array.from({ length: 50 }, (_, place) => [10 * place, 10 * place + 3] as const)),
      IdRanges.NONE,
      IdRanges.NONE,
    ]);
    look(many, ['1/1'], creations(0, 500));
    gaps.shorten(20);
    expect(gaps.ids.size).toBeLessThanOrEqual(20);
    expect(gaps.ids.kinds[0]!.has(492)).toBe(true);
  });
});
