import { describe, expect, it } from 'vitest';
import { ArgumentError } from '../bench.arguments.js';
import { readLatencyArguments } from './latency.arguments.js';

describe('arguments of the latency studies', () => {
  it('without any, everything is studied', () => {
    expect(readLatencyArguments([])).toEqual({
      studies: ['idle', 'load', 'retry', 'resting'],
      tasks: 500,
      seconds: null,
      turns: 5,
      json: null,
      limitSeconds: 600,
    });
  });

  it('only chooses studies, in whatever order and case', () => {
    expect(readLatencyArguments(['--only', 'Resting, idle', '--seconds', '30', '--turns', '2', '--tasks', '9'])).toMatchObject({
      studies: ['idle', 'resting'],
      seconds: 30,
      turns: 2,
      tasks: 9,
    });
  });

  it.each([[['--only', 'idle,busy']], [['--tasks', '0']], [['--seconds', '1.5']], [['--limit', '-1']], [['--unknown']], [['word']]])(
    '%j is refused',
    (words) => expect(() => readLatencyArguments(words)).toThrow(ArgumentError),
  );
});
