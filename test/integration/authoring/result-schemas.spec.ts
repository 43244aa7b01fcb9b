import { IsInt, IsString, Min } from 'class-validator';
import { StepHandler, TaskHandler, type StepExecution } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { single, workflow } from '../../support/workflows.js';

class Receipt {
  @IsString() id: string;
  @IsInt() @Min(1) total: number;
  @IsString() currency = 'EUR';
}

const RECEIPT_SCHEMA = {
  type: 'object',
  required: ['id', 'total'],
  properties: { id: { type: 'string' }, total: { type: 'integer', minimum: 1 }, currency: { type: 'string', default: 'EUR' } },
};

describe.each([
  ['a class', Receipt],
  ['a JSON Schema', RECEIPT_SCHEMA],
] as const)('a result declared by %s', (_, result) => {
  const engine = useEngine();

  it('is stored with its defaults, and so dependents read it', async () => {
    const Handler = workflow('pay', {
      charge: { result, run: () => ({ id: 'r-1', total: 3, note: 'kept' }) },
      mail: { dependsOn: 'charge', run: ({ sequence }) => ({ text: sequence.results('charge').currency }) },
    });
    const { run } = await engine.app([Handler]);
    const done = await run(Handler);
    expect(done.results).toEqual({ charge: { id: 'r-1', total: 3, note: 'kept', currency: 'EUR' }, mail: { text: 'EUR' } });
    const [row] = await engine.rows('select results from tasker.workflow_steps where workflow_step_id = 1');
    expect(row).toEqual({ results: { id: 'r-1', total: 3, note: 'kept', currency: 'EUR' } });
  });

  it('that breaks the declaration fails the step for good, at once, naming the paths', async () => {
    const Handler = single(() => ({ id: 7, total: 0 }), { result, retryLimit: 5 });
    const { run } = await engine.app([Handler]);
    const [step] = (await run(Handler)).steps;
    expect(step).toMatchObject({
      state: 'error',
      attempts: 1,
      error: { errorClass: 'PermanentError', errorCode: 'RESULT_SCHEMA', permanent: true, attempt: 1 },
    });
    expect(step!.error!.message).toMatch(/^the result breaks its declaration: .*result\.id /);
    expect(step!.error!.message).toContain('result.total ');
    expect(step!.error!.context).toMatchObject({ issues: expect.arrayContaining([expect.objectContaining({ path: 'total' })]) });
  });

  it('is checked when it was assigned, and stands beside its error', async () => {
    const Handler = single(({ step }) => void (step.results = { id: 'r-1' }), { result });
    const { run } = await engine.app([Handler]);
    const [step] = (await run(Handler)).steps;
    expect(step).toMatchObject({ state: 'error', results: { id: 'r-1' }, error: { errorCode: 'RESULT_SCHEMA' } });
  });

  it('is not asked of an attempt that throws', async () => {
    const Handler = single(
      ({ step }) => {
        step.results = { partly: true };
        throw new Error('cut off');
      },
      { result, retryable: false },
    );
    const { run } = await engine.app([Handler]);
    expect((await run(Handler)).steps[0]).toMatchObject({ results: { partly: true }, error: { message: 'cut off' } });
  });

  it('is asked of nothing at all: a handler that returns none is a failure', async () => {
    const Handler = single(() => undefined, { result });
    const { run } = await engine.app([Handler]);
    expect((await run(Handler)).steps[0]).toMatchObject({ state: 'error', error: { errorCode: 'RESULT_SCHEMA' } });
  });
});

@StepHandler({ result: Receipt })
class Charge {
  process({ task }: StepExecution<{ total: number }>) {
    return { id: 'r-1', total: task.context.total };
  }
}

@TaskHandler({
  name: 'both',
  steps: [
    { name: 'strict', handler: Charge },
    { name: 'loose', handler: Charge, result: {} },
  ],
})
class Both {}

describe('a result declared on a step class', () => {
  const engine = useEngine();

  it('holds for every step that the class runs, unless the step says otherwise', async () => {
    const { run } = await engine.app([Both, Charge]);
    const done = await run(Both, { total: 0 });
    expect(Object.fromEntries(done.steps.map(({ name, state }) => [name, state]))).toEqual({ strict: 'error', loose: 'complete' });
  });
});
