import { describe, expect, it } from 'vitest';
import type { ClaimUnit } from '../database/tasker.functions.js';
import { QueueMarks, type Probe } from './queue.marks.js';

const A: ClaimUnit = [1, 0, '2026-01-01'];
const B: ClaimUnit = [2, 5, '2026-01-01'];
const nothing = { marks: [], aged: [], units: null, released: [] };
const full: Probe = { units: null, short: false, outdated: false };
const probed = (units: ClaimUnit[], probe: Partial<Probe> = {}): Probe => ({ units, short: false, outdated: false, ...probe });
/** Marks after a scan at that moment that found A and B and took nothing of them. */
function scanned(now: number): QueueMarks {
  const marks = new QueueMarks();
  marks.learn({ ...nothing, units: [A, B] }, full, now);
  return marks;
}

describe('QueueMarks', () => {
  it('asks for a full scan first', () => {
    expect(new QueueMarks().next(0, 10)).toBeNull();
  });

  it('asks for the units of the last scan for a second, then for a scan again', () => {
    const marks = scanned(100);
    expect(marks.next(1_099, 10)).toEqual([A, B]);
    expect(marks.next(1_100, 10)).toBeNull();
  });

  it('says how long the last scan is still good for', () => {
    expect(new QueueMarks().scanDueIn(0)).toBe(0);
    const marks = scanned(100);
    expect([marks.scanDueIn(100), marks.scanDueIn(600), marks.scanDueIn(5_000)]).toEqual([1_000, 500, 0]);
  });

  it('raises the mark of the unit that gave steps last and keeps what was not reached', () => {
    const marks = scanned(0);
    marks.learn({ ...nothing, marks: [[2, 5, '2026-01-02']] }, probed([B, A]), 10);
    expect(marks.next(20, 10)).toEqual([A, [2, 5, '2026-01-02']]);
  });

  it('forgets units that a claim emptied on its way to a later one', () => {
    const marks = scanned(0);
    marks.learn({ ...nothing, marks: [[2, 5, '2026-01-02'], [1, 0, '2026-01-03']] }, probed([A, B]), 10); // prettier-ignore
    expect(marks.next(20, 10)).toEqual([[1, 0, '2026-01-03']]);
  });

  it('forgets everything probed when the claim came back short, but not what was not sent', () => {
    const marks = scanned(0);
    marks.learn({ ...nothing, marks: [[2, 5, '2026-01-02']] }, probed([B], { short: true }), 10);
    expect(marks.next(20, 10)).toEqual([A]);
    marks.learn(nothing, probed([A], { short: true }), 10);
    expect(marks.isEmpty).toBe(true);
  });

  it('forgets nothing by an answer that others have overtaken', () => {
    const marks = scanned(0);
    marks.learn(nothing, probed([A, B], { short: true, outdated: true }), 10);
    expect(marks.next(20, 10)).toEqual([A, B]);
  });

  it.each([
    ['before what the claim was sent with', '2026-01-02', '2026-01-05'],
    ['after it', '2026-01-06', '2026-01-05'],
  ])('keeps the mark of what another call in flight released, %s', (_, sent, released) => {
    const marks = scanned(0);
    const unit: ClaimUnit = [1, 0, sent];
    marks.learn({ ...nothing, marks: [unit] }, probed([A]), 10);
    marks.learn({ ...nothing, marks: [[1, 0, released]] }, probed([unit]), 20);
    marks.learn({ ...nothing, marks: [[1, 0, '2026-01-09']] }, probed([unit], { outdated: true }), 30);
    expect(marks.next(40, 10)).toContainEqual([1, 0, released]);
  });

  it('tells priorities of one lane apart', () => {
    const marks = scanned(0);
    marks.released([[1, 7, '2026-01-01']]);
    expect(marks.next(20, 10)).toEqual([A, B, [1, 7, '2026-01-01']]);
  });

  it('does not count an answer without a scan as one', () => {
    const marks = new QueueMarks();
    marks.learn({ ...nothing, marks: [A] }, probed([A]), 10);
    expect(marks.next(10, 10)).toBeNull();
  });

  it('looks where steps were released, and not beyond what a unit held before', () => {
    const marks = scanned(0);
    marks.released([[1, 0, '2025-12-31'], [2, 5, '2026-02-01'], [3, 0, '2026-01-01']]); // prettier-ignore
    expect(marks.next(3, 10)).toEqual([[1, 0, '2025-12-31'], B, [3, 0, '2026-01-01']]); // prettier-ignore
  });

  it('sends the best of many units only: priority first, then the oldest mark', () => {
    const marks = new QueueMarks();
    const many = Array.from({ length: 30 }, (_, n): ClaimUnit => [n + 1, n % 2, `2026-01-${String(30 - n).padStart(2, '0')}`]);
    marks.learn({ ...nothing, units: many }, full, 0);
    const sent = marks.next(1, 1)!;
    expect(sent).toHaveLength(10);
    expect(sent.every(([, priority]) => priority === 1)).toBe(true);
    expect(sent[0]).toEqual([30, 1, '2026-01-01']);
  });

  it('scans at once when something may have appeared', () => {
    const marks = scanned(0);
    marks.expire();
    expect(marks.next(1, 10)).toBeNull();
    expect(marks.scanDueIn(1)).toBe(0);
  });

  it('knows whether units of several priorities hold something', () => {
    const marks = new QueueMarks();
    expect(marks.isMixed).toBe(false);
    marks.released([A, [3, 0, '2026-01-01']]);
    expect(marks.isMixed).toBe(false);
    marks.released([B]);
    expect(marks.isMixed).toBe(true);
  });

  it('does not take a unit that gave steps for their age as a sign that better ones are empty', () => {
    const marks = scanned(0);
    marks.learn({ ...nothing, aged: [[1, 0, '2026-01-02']] }, probed([A, B]), 10);
    expect(marks.next(20, 10)).toEqual([[1, 0, '2026-01-02'], B]);
    marks.learn({ ...nothing, aged: [[1, 0, '2026-01-03']], marks: [[2, 5, '2026-01-03']] }, probed([[1, 0, '2026-01-02'], B]), 30);
    expect(marks.next(40, 10)).toEqual([[1, 0, '2026-01-03'], [2, 5, '2026-01-03']]); // prettier-ignore
  });

  it('takes the later mark where a unit gave steps for their age and then as usual', () => {
    const marks = scanned(0);
    marks.learn({ ...nothing, aged: [[1, 0, '2026-01-02']], marks: [[2, 5, '2026-01-02'], [1, 0, '2026-01-05']] }, probed([A, B]), 10); // prettier-ignore
    expect(marks.next(20, 10)).toEqual([[1, 0, '2026-01-05']]);
  });

  it('forgets all units, also those that gave steps for their age, when the claim came back short', () => {
    const marks = scanned(0);
    marks.learn({ ...nothing, aged: [[1, 0, '2026-01-02']], marks: [[2, 5, '2026-01-02']] }, probed([A, B], { short: true }), 10);
    expect(marks.isEmpty).toBe(true);
  });

  it('sends, beside the best of many units, the one of each lower priority that has waited longest', () => {
    const marks = new QueueMarks();
    const unit = (lane: number, priority: number, day: number): ClaimUnit => [lane, priority, `2026-01-${String(day).padStart(2, '0')}`];
    const best = Array.from({ length: 30 }, (_, n) => unit(n + 1, 9, 10));
    const lower = [unit(40, 5, 8), unit(41, 5, 3), unit(42, 5, 4), unit(43, 1, 7), unit(44, 0, 2)];
    marks.learn({ ...nothing, units: [...best, ...lower] }, full, 0);
    expect(marks.next(1, 1)).toHaveLength(10);
    const sent = marks.next(1, 1, true)!;
    expect(sent.slice(0, 10).every(([, priority]) => priority === 9)).toBe(true);
    expect(sent.slice(10)).toEqual([unit(44, 0, 2), unit(41, 5, 3), unit(43, 1, 7)]);
  });

  it('sends those of the eight priorities that have waited longest', () => {
    const marks = new QueueMarks();
    const units = Array.from({ length: 40 }, (_, n): ClaimUnit => [n + 1, 100 - n, `2026-01-${String(31 - (n % 30)).padStart(2, '0')}`]);
    marks.learn({ ...nothing, units }, full, 0);
    expect(marks.next(1, 1, true)).toHaveLength(18);
  });
});
