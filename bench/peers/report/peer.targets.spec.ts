import { describe, expect, it } from 'vitest';
import type { EngineResult, PeersResult } from '../peer.result.js';
import { targetsOf } from './peer.targets.js';

type Medians = Partial<Record<'W1' | 'W4' | 'W5' | 'W7', Record<string, number>>>;

function resultOf(engines: Readonly<Record<string, Medians>>): PeersResult {
  const engine = ([id, medians]: [string, Medians]): EngineResult => ({
    id,
    name: id,
    version: null,
    settings: '',
    remark: null,
    runsAtCreation: false,
    results: Object.fromEntries(
      Object.entries(medians).map(([name, figures]) => [
        name,
        { workflows: 1, exception: null, rounds: [], failures: [], medians: figures },
      ]),
    ),
  });
  return { machine: {}, workloads: [], engines: Object.entries(engines).map(engine), leftOut: [] };
}

function verdict(result: PeersResult, text: string) {
  return targetsOf(result).find((one) => one.text === text)!;
}

describe('targets of the comparison', () => {
  it('a rate is judged as a ratio, also with the creation in it', () => {
    const result = resultOf({
      tasker: { W1: { stepsPerSecond: 4_400, stepsPerSecondWithCreation: 2_000 } },
      'pg-boss-chain': { W1: { stepsPerSecond: 2_000, stepsPerSecondWithCreation: 1_000 } },
    });
    expect(verdict(result, 'W1 steps/s')).toEqual({
      text: 'W1 steps/s',
      digits: 2,
      must: { bound: '1.5 x pg-boss chain', found: 2.2, met: true },
      target: { bound: '2.2 x pg-boss chain', found: 2.2, met: true },
      moonshot: { bound: '3.5 x pg-boss chain', found: 2.2, met: false },
      withCreation: 2,
    });
  });

  it('of several uses of an engine the best one counts', () => {
    const rates = (stepsPerSecond: number) => ({ W4: { stepsPerSecond } });
    const result = resultOf({ tasker: rates(100), 'pg-boss-chain': rates(50), 'pg-boss-flow': rates(200), graphile: rates(100) });
    expect(verdict(result, 'W4 steps/s')).toMatchObject({ must: { found: 0.5, met: false }, moonshot: { found: 1, met: false } });
  });

  it('a wait and a cost must be small', () => {
    const result = resultOf({
      tasker: { W1: { cpuSecondsPer1000Steps: 0.1 }, W5: { p50Ms: 1 } },
      graphile: { W5: { p50Ms: 2 } },
      'bullmq-redis': { W5: { p50Ms: 0.8 } },
    });
    expect(verdict(result, 'W5 p50')).toMatchObject({ must: { found: 0.5, met: true }, target: { found: 1.25, met: false } });
    expect(verdict(result, 'W1 CPU s per 1,000 steps')).toMatchObject({
      must: { bound: '0.13', met: true },
      target: { bound: '0.09', met: false },
    });
  });

  it('several processes are compared with one', () => {
    const result = resultOf({ tasker: { W1: { stepsPerSecond: 100 }, W7: { stepsPerSecond: 95 } } });
    expect(verdict(result, 'W7 steps/s')).toMatchObject({ must: { found: 0.95, met: true }, target: { met: false }, withCreation: null });
  });

  it('what did not run is not judged', () => {
    expect(verdict(resultOf({ tasker: { W1: { stepsPerSecond: 1 } } }), 'W1 steps/s').must).toEqual({
      bound: '1.5 x pg-boss chain',
      found: null,
      met: null,
    });
  });
});
