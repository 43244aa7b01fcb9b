import { describe, expect, it } from 'vitest';
import { ArgumentError } from '../bench.arguments.js';
import { readScaleArguments, type ScaleArguments } from './scale.arguments.js';
import { STUDIES } from './scale.studies.js';

const read = (...words: string[]) => readScaleArguments(words) as ScaleArguments;

describe('arguments of the bench of scale', () => {
  it('without any, every study runs three rounds, with a million finished steps at most', () => {
    const { studies, ...rest } = read();
    expect(rest).toEqual({ rounds: 3, limitSeconds: 120, json: null });
    expect(studies.map(({ name }) => name)).toEqual(STUDIES);
    expect(Math.max(...studies.flatMap(({ points }) => points.map(({ finished = 0 }) => finished)))).toBe(1_000_000);
  });

  it('chooses studies in their own order, and how full the tables get', () => {
    const { studies } = read('--only', 'finished, Pool', '--finished', '100000');
    expect(studies.map(({ name }) => name)).toEqual(['pool', 'finished']);
    expect(studies[1]!.points.map(({ label }) => label)).toEqual(['0', '10', '1,000', '100,000']);
  });

  it('asks for help', () => expect(readScaleArguments(['--help'])).toBe('help'));

  it.each(['1', '20000', '1000000'])('every point has whole tasks, also with %s steps a run', (steps) => {
    for (const { workload } of read('--steps', steps).studies.flatMap(({ points }) => points)) {
      expect(Number.isInteger(workload.tasks) && workload.tasks >= 2, workload.workflow).toBe(true);
    }
  });

  it.each([[['--rounds', '0']], [['--only', 'weather']], [['--finished', '9']], [['--limit', 'soon']], [['--unknown']], [['word']]])(
    '%j is refused',
    (words) => {
      expect(() => readScaleArguments(words)).toThrow(ArgumentError);
    },
  );
});
