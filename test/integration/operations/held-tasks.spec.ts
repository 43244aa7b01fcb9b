import { describe, expect, it } from 'vitest';
import { TaskBusyError, TaskerError } from 'nestjs-tasker';
import { useEngine } from '../../support/engine.js';
import { everythingOf } from '../../support/situations.js';
import { taskRow } from '../../support/worker.session.js';
import { workflow } from '../../support/workflows.js';

describe('an action on a task that somebody else works on', () => {
  const engine = useEngine();
  const handler = workflow('held_task', { first: {}, second: { dependsOn: 'first' } });
  const reason = 'x';
  const open = async () => {
    const { orchestrator } = await engine.app([handler], { worker: false });
    return { orchestrator, taskId: (await orchestrator.createTask(handler, { context: {} })).taskId };
  };
  const FUNCTIONS = [
    'cancel_task',
    'resolve_task',
    'pause_task',
    'resume_task',
    'cancel_step',
    'retry_steps',
    'settle_step',
    'change_retry_limit',
  ];

  it('held for too long it is a TaskBusyError, and nothing is half written', async () => {
    const { orchestrator, taskId } = await open();
    for (const name of FUNCTIONS) await engine.client.query(`alter function tasker.${name} set lock_timeout = '20ms'`);
    const before = await everythingOf(engine.client, taskId);
    for (const held of ['tasks', 'workflow_steps']) {
      const holder = await engine.session();
      await holder.query('begin');
      await holder.query(`select from tasker.${held} for no key update`);
      const acts = [
        () => orchestrator.cancelTask(taskId),
        () => orchestrator.resolveTask(taskId, { reason }),
        () => orchestrator.retryTask(taskId),
        () => orchestrator.pauseTask(taskId),
        () => orchestrator.resumeTask(taskId),
        () => orchestrator.cancelStep(taskId, 'first'),
        () => orchestrator.retryStep(taskId, 'first'),
        () => orchestrator.resolveStep(taskId, 'first', { reason }),
        () => orchestrator.completeStep(taskId, 'first', { reason }),
        () => orchestrator.changeRetryLimit(taskId, 'first', { retryLimit: 9 }),
      ];
      // All at once: each of them waits three times.
      const errors = await Promise.all(acts.map((act) => act().catch((thrown: unknown) => thrown)));
      for (const [place, error] of errors.entries()) {
        expect(error, String(acts[place])).toBeInstanceOf(TaskBusyError);
        expect(error).toMatchObject({ taskId, cause: expect.objectContaining({ code: '55P03' }) });
      }
      await holder.query('rollback');
      expect(await everythingOf(engine.client, taskId)).toEqual(before);
    }
    expect((await orchestrator.cancelTask(taskId)).state).toBe('cancelled');
  });

  /** Lets the first so many writes to the history of tasks fail with a code of the server. */
  const failing = (times: number, code: string) =>
    engine.client.query(`
      create sequence public.tries;
      create function public.fail() returns trigger language plpgsql as $$
      begin
        if nextval('public.tries') <= ${times} then raise exception 'on purpose' using errcode = '${code}'; end if;
        return new;
      end $$;
      create trigger fail before insert on tasker.task_transitions for each row execute function public.fail()`);

  it.each(['40P01', '40001'])('a victim of %s is tried again: twice is no news to the caller', async (code) => {
    const { orchestrator, taskId } = await open();
    await failing(2, code);
    expect((await orchestrator.cancelTask(taskId)).state).toBe('cancelled');
    expect(await engine.rows('select from tasker.task_transitions')).toHaveLength(1);
  });

  it('three times is, and nothing was written', async () => {
    const { orchestrator, taskId } = await open();
    await failing(3, '40P01');
    await expect(orchestrator.cancelTask(taskId)).rejects.toBeInstanceOf(TaskBusyError);
    expect((await taskRow(engine.client, taskId)).state).toBe('pending');
  });

  it('any other failure of the database is told as an error of the engine, with its cause', async () => {
    const { orchestrator, taskId } = await open();
    await failing(1, '53100');
    const error = await orchestrator.cancelTask(taskId).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TaskerError);
    expect(error).toMatchObject({ name: 'TaskerError', cause: expect.objectContaining({ code: '53100' }) });
    expect((error as Error).message).toContain(`cannot act on task ${taskId}: on purpose (53100)`);
  });

  it('of many people who do the same at the same time all succeed, and it is written once', async () => {
    const { orchestrator, taskId } = await open();
    const views = await Promise.all(Array.from({ length: 8 }, (_, nth) => orchestrator.cancelStep(taskId, 'first', { actor: `p${nth}` })));
    expect(new Set(views.map(({ state }) => state))).toEqual(new Set(['cancelled']));
    expect(await engine.rows('select distinct actor from tasker.workflow_step_transitions')).toHaveLength(1);
  });
});
