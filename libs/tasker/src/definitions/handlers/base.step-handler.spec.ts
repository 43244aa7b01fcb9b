import { describe, expect, it } from 'vitest';
import { PermanentError } from '../../model/errors.js';
import type { StepExecution } from '../step-execution.js';
import type { StepResult } from '../step-types.js';
import { BaseStepHandler, isBaseStepHandler, overridesHandle } from './base.step-handler.js';

type Process = (execution: StepExecution) => StepResult | Promise<StepResult>;
type ProcessResults = (execution: StepExecution, output: unknown, initial: unknown) => unknown;

interface Stored {
  /** What handle gave back. */
  readonly returned: unknown;
  /** What `step.results` holds then. */
  readonly results: unknown;
}

const EARLIER = { from: 'an earlier attempt' };

async function run(process: Process, processResults?: ProcessResults): Promise<Stored> {
  class Sample extends BaseStepHandler {
    override process(execution: StepExecution) {
      return process(execution);
    }
    override processResults(execution: StepExecution, output: StepResult, initial: unknown) {
      return processResults === undefined ? super.processResults(execution, output, initial) : processResults(execution, output, initial);
    }
  }
  const execution = { step: { name: 'sample', results: EARLIER } } as unknown as StepExecution;
  return { returned: await new Sample().handle(execution), results: execution.step.results };
}

describe('the result of a step', () => {
  it('is what process returns', async () => {
    expect(await run(() => ({ a: 1 }))).toEqual({ returned: { a: 1 }, results: EARLIER });
    expect(await run(async () => ({ a: 1 }))).toEqual({ returned: { a: 1 }, results: EARLIER });
  });

  it('is nothing when process returns and assigns nothing', async () => {
    expect(await run(() => undefined)).toEqual({ returned: undefined, results: EARLIER });
  });

  it('is what process assigned rather than what it returned', async () => {
    const own = { own: true };
    const { returned, results } = await run(({ step }) => {
      step.results = own;
      return { a: 1 };
    });
    expect([returned, results]).toEqual([own, own]);
  });

  it('counts as assigned even when an equal object is assigned', async () => {
    const { returned } = await run(({ step }) => {
      step.results = { ...EARLIER };
      return { a: 1 };
    });
    expect(returned).toEqual(EARLIER);
  });

  it('is not touched by a change to the old results in place', async () => {
    const { returned } = await run(({ step }) => {
      (step.results as Record<string, unknown>)['from'] = 'an earlier attempt';
      return { a: 1 };
    });
    expect(returned).toEqual({ a: 1 });
  });

  it('is what processResults makes of it, now or later', async () => {
    const sees = (_: StepExecution, output: unknown, initial: unknown) => ({ output, initial });
    expect(await run(() => ({ a: 1 }), sees)).toEqual({ returned: { output: { a: 1 }, initial: EARLIER }, results: EARLIER });
    expect(
      await run(
        () => ({ a: 1 }),
        async (...given) => sees(...given),
      ),
    ).toMatchObject({ returned: { output: { a: 1 } } });
  });

  it('is what processResults makes of it in spite of an assignment before', async () => {
    const assigns: Process = ({ step }) => {
      step.results = { assigned: true };
    };
    expect(await run(assigns, () => ({ last: true }))).toEqual({ returned: { last: true }, results: { last: true } });
  });

  it('is what processResults assigns when it returns nothing', async () => {
    const assigns: ProcessResults = ({ step }, output) => {
      step.results = { wrapped: output };
    };
    expect(await run(() => ({ a: 1 }), assigns)).toEqual({ returned: { wrapped: { a: 1 } }, results: { wrapped: { a: 1 } } });
  });

  it('is the output when processResults neither returns nor assigns', async () => {
    expect(await run(() => ({ a: 1 }), () => undefined)).toMatchObject({ returned: { a: 1 } }); // prettier-ignore
  });

  it('is null when processResults says so', async () => {
    expect(await run(() => ({ a: 1 }), () => null)).toMatchObject({ returned: null }); // prettier-ignore
  });

  it('may look like an error', async () => {
    const looks = Object.assign(new Error('handled'), { error: true });
    expect((await run(() => looks)).returned).toBe(looks);
  });
});

describe('a failed attempt', () => {
  it.each<[string, Process, ProcessResults | undefined]>([
    ['process', () => { throw new PermanentError('no'); }, undefined], // prettier-ignore
    ['a promise of process', () => Promise.reject(new PermanentError('no')), undefined],
    ['processResults', () => ({}), () => { throw new PermanentError('no'); }], // prettier-ignore
    ['a promise of processResults', () => ({}), () => Promise.reject(new PermanentError('no'))],
  ])('is one in which %s throws, and the very error comes out', async (_name, process, processResults) => {
    await expect(run(process, processResults)).rejects.toThrow(new PermanentError('no'));
  });

  it('keeps what was assigned before', async () => {
    class Sample extends BaseStepHandler {
      override process({ step }: StepExecution): StepResult {
        step.results = { half: true };
        throw new Error('no');
      }
    }
    const execution = { step: { results: EARLIER } } as unknown as StepExecution;
    await expect(new Sample().handle(execution)).rejects.toThrow('no');
    expect(execution.step.results).toEqual({ half: true });
  });
});

describe('recognising a handler', () => {
  class Plain {
    process(): void {}
    handle(): void {}
  }
  class Good extends BaseStepHandler {
    process(): void {}
  }
  class Grandchild extends Good {}
  class Bad extends Good {
    override async handle(): Promise<void> {}
  }
  class WorseChild extends Bad {}
  /** What another installed copy of the package has. */
  class ForeignBase {
    async handle(): Promise<void> {}
  }
  Object.defineProperty(ForeignBase, Symbol.for('nestjs-tasker.BaseStepHandler'), { value: true });
  class ForeignGood extends ForeignBase {}
  class ForeignBad extends ForeignBase {
    override async handle(): Promise<void> {}
  }

  it.each<[string, unknown, boolean, boolean]>([
    ['a class of its own', Plain, false, false],
    ['a subclass', Good, true, false],
    ['a subclass of a subclass', Grandchild, true, false],
    ['one that overrides handle', Bad, true, true],
    ['a subclass of one that overrides handle', WorseChild, true, true],
    ['a subclass from another copy of the package', ForeignGood, true, false],
    ['one from another copy that overrides handle', ForeignBad, true, true],
    ['the base itself', BaseStepHandler, true, false],
    ['nothing', undefined, false, false],
    ['null', null, false, false],
    ['a name', 'Good', false, false],
    ['an arrow function', () => 1, false, false],
    ['an instance', new Good(), false, false],
  ])('%s', (_name, type, is, overrides) => {
    expect([isBaseStepHandler(type as never), overridesHandle(type as never)]).toEqual([is, overrides]);
  });
});
