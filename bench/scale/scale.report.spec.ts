import { describe, expect, it } from 'vitest';
import type { Figures } from '../measure/statistics.js';
import { costAgainst, scaleLines } from './scale.report.js';
import type { PointResult, StudyResult } from './scale.run.js';
import { studyOf } from './scale.studies.js';

const study = studyOf('holding', { steps: 1_000, mostFinished: 10 });
const figures = (server: number | null, stepsPerSecond = 320): Figures => ({
  stepsPerSecond,
  nodeCpuSecondsPer1000Steps: 0.02,
  serverCpuSecondsPer1000Steps: server,
});

function resultOf(servers: readonly (number | null)[]): StudyResult {
  const points = servers.map((server, place): PointResult => {
    const medians = figures(server);
    return { point: study.points[place]!, rounds: [medians], medians, left: null };
  });
  return { study, points };
}

const lines = (result: StudyResult) => scaleLines({ machine: {}, studies: [result] });

describe('report of the bench of scale', () => {
  it('compares the CPU of a step, both sides together, with the reference', () => {
    const result = resultOf([0.06, 0.1]);
    expect(costAgainst(result, result.points[1]!)).toBeCloseTo(1.5);
  });

  it('says where the cost is not flat', () => {
    expect(lines(resultOf([0.06, 0.07, 0.22])).at(-1)).toBe('not flat: 256 (3.0x), against 64');
    expect(lines(resultOf([0.06, 0.07])).at(-1)).toBe('flat: no point costs more than 1.5 times the CPU of a step at 64');
  });

  it('claims nothing where the system does not tell the CPU', () => {
    const result = resultOf([null, 0.06]);
    expect(costAgainst(result, result.points[1]!)).toBeNull();
    expect(lines(result).at(-1)).toBe('the CPU of a step is not known here: whether the cost is flat cannot be said');
  });

  it('names what was left out and why', () => {
    const result = resultOf([0.06]);
    const left: PointResult = { point: study.points[1]!, rounds: [], medians: null, left: 'it is not installed' };
    expect(lines({ study, points: [...result.points, left] }).at(-1)).toBe('left out: 10: it is not installed');
  });

  it('shows which share of the possible is reached where handlers last', () => {
    expect(lines(resultOf([0.06])).at(-2)).toMatch(/ 0\.50$/);
  });
});
