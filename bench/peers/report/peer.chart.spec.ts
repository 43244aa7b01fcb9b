import { describe, expect, it } from 'vitest';
import type { PeersResult } from '../peer.result.js';
import { barsOf, chartSpec } from './peer.chart.js';

function engine(name: string, version: string | null, medians: Readonly<Record<string, number>>) {
  const run = { workflows: 1, exception: null, rounds: [], failures: [], medians };
  return { id: name, name, version, settings: '', remark: null, runsAtCreation: false, results: { W1: run } };
}

const RESULT: PeersResult = {
  machine: { cores: 2, server_version: '18', node: 'v20', rounds: 5 },
  workloads: [
    { name: 'W1', title: 'lines', mode: 'throughput' },
    { name: 'W5', title: 'one step', mode: 'latency' },
  ],
  engines: [
    engine('ours', null, { stepsPerSecond: 12_345.6 }),
    engine('other', '1.0', { stepsPerSecond: 99.94 }),
    engine('third', '1.0', {}),
  ],
  leftOut: [],
};

describe('chart of the comparison', () => {
  it('has a bar for each engine that has the figure, in the order of the tables', () => {
    expect(barsOf(RESULT, { name: 'W1', figure: 'stepsPerSecond' })).toEqual([
      { engine: 'ours', ours: true, figure: 12_345.6, label: '12,346' },
      { engine: 'other', ours: false, figure: 99.94, label: '99.9' },
    ]);
    expect(barsOf(RESULT, { name: 'W5', figure: 'p50Ms' })).toEqual([]);
  });

  it('has a panel for each workload, waits by ratios', () => {
    const { concat } = chartSpec(RESULT) as {
      concat: { title: { text: string }; layer: { encoding: { x: { scale: { type?: string } } } }[] }[];
    };
    expect(concat.map(({ title }) => title.text)).toEqual(['W1: lines', 'W5: one step']);
    expect(concat.map(({ layer }) => layer[0]!.encoding.x.scale.type)).toEqual([undefined, 'log']);
  });
});
