import { describe, expect, it } from 'vitest';
import type { Outcome } from '../database/outcome.js';
import { OutcomeBuffer, type OutcomeBatch } from './outcome.buffer.js';

const outcome = (taskId: string, stepId = 1, attempt = 1): Outcome => ({ taskId, stepId, attempt, kind: 'completed', results: '{}' });
const names = ({ outcomes }: Pick<OutcomeBatch, 'outcomes'>) => outcomes.map(({ taskId, stepId }) => `${taskId}${stepId}`);

function bufferOf(...outcomes: Outcome[]): OutcomeBuffer {
  const buffer = new OutcomeBuffer();
  for (const each of outcomes) buffer.push(each);
  return buffer;
}

describe('OutcomeBuffer', () => {
  it('gives everything that waits in one batch, in the order it came', () => {
    const buffer = bufferOf(outcome('a', 2), outcome('b'), outcome('a', 1));
    const batch = buffer.take();
    expect(names(batch)).toEqual(['a2', 'b1', 'a1']);
    expect(batch.wait).toBe(true);
    expect([buffer.size, buffer.sendable]).toEqual([0, 0]);
  });

  it('gives an empty batch when nothing waits', () => {
    expect(new OutcomeBuffer().take()).toEqual({ outcomes: [], wait: true });
  });

  it('bounds a batch to 500 and keeps the order across batches', () => {
    const buffer = bufferOf(...Array.from({ length: 1_001 }, (_, place) => outcome('a', place)));
    const batches = [buffer.take(), buffer.take(), buffer.take()];
    expect(batches.map(({ outcomes }) => outcomes.length)).toEqual([500, 500, 1]);
    expect(batches.flatMap(({ outcomes }) => outcomes.map(({ stepId }) => stepId))).toEqual(Array.from({ length: 1_001 }, (_, n) => n));
  });

  it('divides many between two calls that may follow one another at once, and sends fewer together', () => {
    const many = bufferOf(...Array.from({ length: 301 }, (_, place) => outcome('a', place)));
    expect([many.take(true), many.take()].map(({ outcomes }) => outcomes.length)).toEqual([151, 150]);
    const few = bufferOf(...Array.from({ length: 255 }, (_, place) => outcome('a', place)));
    expect(few.take(true).outcomes).toHaveLength(255);
    const most = bufferOf(...Array.from({ length: 1_200 }, (_, place) => outcome('a', place)));
    expect(most.take(true).outcomes).toHaveLength(500);
  });

  it('sends a batch that was put back before what came since', () => {
    const buffer = bufferOf(outcome('a'), outcome('b'));
    const { outcomes } = buffer.take();
    buffer.push(outcome('c'));
    buffer.putBack(outcomes);
    expect(names(buffer.take())).toEqual(['a1', 'b1', 'c1']);
  });

  it('does not wait for locks in the one call after a cautious return', () => {
    const buffer = bufferOf(outcome('a'));
    buffer.putBack(buffer.take().outcomes, { cautious: true });
    expect(buffer.take()).toMatchObject({ wait: false });
    buffer.push(outcome('b'));
    expect(buffer.take()).toMatchObject({ wait: true });
  });

  it('sends a refused batch one by one, before what came since', () => {
    const buffer = bufferOf(outcome('a'), outcome('b'));
    const { outcomes } = buffer.take();
    buffer.push(outcome('c'));
    buffer.putBack(outcomes, { oneByOne: true });
    expect(buffer.sendable).toBe(3);
    expect([names(buffer.take()), names(buffer.take()), names(buffer.take())]).toEqual([['a1'], ['b1'], ['c1']]);
  });
});

describe('OutcomeBuffer and a task whose row somebody holds', () => {
  it('sets its outcomes aside, those that wait too, and goes on with the others', () => {
    const buffer = bufferOf(outcome('a', 1), outcome('b', 1));
    const { outcomes } = buffer.take();
    buffer.push(outcome('a', 2));
    buffer.push(outcome('c', 1));
    buffer.hold(outcomes, [outcome('a', 1)]);
    buffer.push(outcome('a', 3));
    expect([buffer.size, buffer.sendable]).toEqual([4, 1]);
    expect(names(buffer.take())).toEqual(['c1']);
    expect([buffer.size, buffer.sendable]).toEqual([3, 0]);
  });

  it('tries them again in their order, without waiting, and then treats the task like any other', () => {
    const buffer = bufferOf(outcome('a', 1));
    buffer.hold(buffer.take().outcomes, [outcome('a', 1)]);
    buffer.push(outcome('a', 2));
    buffer.releaseHeld();
    const batch = buffer.take();
    expect([names(batch), batch.wait]).toEqual([['a1', 'a2'], false]);
    buffer.push(outcome('a', 3));
    expect(buffer.sendable).toBe(1);
  });

  it('releases nothing when nothing is held, and the next call waits as ever', () => {
    const buffer = bufferOf(outcome('a'));
    buffer.releaseHeld();
    expect(buffer.take().wait).toBe(true);
  });

  it('keeps one that cannot be had through several rounds', () => {
    const buffer = bufferOf(outcome('a', 1));
    for (let round = 0; round < 3; round += 1) {
      buffer.hold(buffer.take().outcomes, [outcome('a', 1)]);
      expect([buffer.size, buffer.sendable]).toEqual([1, 0]);
      buffer.releaseHeld();
    }
    expect(names(buffer.take())).toEqual(['a1']);
  });
});

describe('OutcomeBuffer and claims', () => {
  const filled = () => {
    const buffer = bufferOf(outcome('single'), outcome('held'));
    const { outcomes } = buffer.take();
    buffer.putBack(outcomes.slice(0, 1), { oneByOne: true });
    buffer.hold(outcomes.slice(1), [outcome('held')]);
    buffer.push(outcome('ready', 2, 3));
    return buffer;
  };

  it('names the claims of everything that waits, wherever it waits', () => {
    expect([...filled().claims()].sort()).toEqual(['held:1:1', 'ready:2:3', 'single:1:1']);
  });

  it('keeps only what is still ours and says how many were dropped', () => {
    const buffer = filled();
    expect(buffer.keep(({ taskId }) => taskId === 'held')).toBe(2);
    expect([...buffer.claims()]).toEqual(['held:1:1']);
    expect(buffer.keep(() => false)).toBe(1);
    expect(buffer.size).toBe(0);
  });

  it('sends a few large results alone rather than all in one text that is too long', () => {
    const buffer = new OutcomeBuffer();
    const large = 'x'.repeat(20_000_000);
    for (const taskId of ['a', 'b', 'c']) buffer.push({ taskId, stepId: 1, attempt: 1, kind: 'completed', results: large });
    expect([1, 2, 3].map(() => buffer.take().outcomes.map(({ taskId }) => taskId))).toEqual([['a'], ['b'], ['c']]);
  });
});
