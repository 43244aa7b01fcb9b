import { describe, expect, it } from 'vitest';
import { ConcurrencyGovernor, LoopDelayGauge, type Pressure } from './concurrency.governor.js';

const calm: Pressure = { poolWaitMs: 0, loopDelayMs: 20 };
const slowPool: Pressure = { poolWaitMs: 101, loopDelayMs: 20 };
const slowLoop: Pressure = { poolWaitMs: 0, loopDelayMs: 201 };

/** The limits after each of so many equal measurements. */
const limits = (governor: ConcurrencyGovernor, pressure: Pressure, times: number) =>
  Array.from({ length: times }, () => {
    governor.observe(pressure);
    return governor.limit;
  });

describe('ConcurrencyGovernor', () => {
  it('begins at the upper bound and stays there when all is calm', () => {
    const governor = new ConcurrencyGovernor(3, 64);
    expect(governor.limit).toBe(64);
    expect(limits(governor, calm, 3)).toEqual([64, 64, 64]);
  });

  it.each([
    ['a slow pool', slowPool],
    ['a late event loop', slowLoop],
  ])('shrinks by three tenths a measurement under %s, down to the lower bound', (_, pressure) => {
    const governor = new ConcurrencyGovernor(3, 64);
    expect(limits(governor, pressure, 9)).toEqual([44, 30, 21, 14, 9, 6, 4, 3, 3]);
  });

  it('grows back step by step, up to the upper bound', () => {
    const governor = new ConcurrencyGovernor(1, 20);
    limits(governor, slowPool, 20);
    expect(governor.limit).toBe(1);
    const grown = limits(governor, calm, 12);
    expect(grown.at(-1)).toBe(20);
    expect(grown).toEqual([...grown].sort((a, b) => a - b));
    expect(new Set(grown).size).toBeGreaterThan(4);
  });

  it.each([
    ['at the threshold', { poolWaitMs: 100, loopDelayMs: 200 }],
    ['at half of it', { poolWaitMs: 50, loopDelayMs: 100 }],
    ['when only one of the two is well below', { poolWaitMs: 0, loopDelayMs: 150 }],
  ])('stays where it is %s', (_, pressure) => {
    const governor = new ConcurrencyGovernor(3, 64);
    governor.observe(slowPool);
    governor.observe(pressure);
    expect(governor.limit).toBe(44);
  });

  it('never moves when both bounds are equal', () => {
    const governor = new ConcurrencyGovernor(5, 5);
    expect([...limits(governor, slowLoop, 2), ...limits(governor, calm, 2)]).toEqual([5, 5, 5, 5]);
  });

  it('leaves a single slot a single slot', () => {
    const governor = new ConcurrencyGovernor(1, 1);
    expect(limits(governor, slowPool, 2)).toEqual([1, 1]);
  });
});

describe('LoopDelayGauge', () => {
  it('reads a number of milliseconds before, while and after it measures', () => {
    const gauge = new LoopDelayGauge();
    expect(gauge.read()).toBeGreaterThanOrEqual(0);
    gauge.start();
    expect(Number.isFinite(gauge.read())).toBe(true);
    gauge.stop();
    expect(gauge.read()).toBeGreaterThanOrEqual(0);
  });
});
