import { Injectable, type Type } from '@nestjs/common';
import type { AdmissionRequest, StepAdmission } from 'nestjs-tasker';
import { afterEach, expect, it, vi } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';
import { single } from '../../support/workflows.js';

const engine = useEngine();
afterEach(() => vi.useRealTimers());

type Answer = StepAdmission['admit'];

/** A provider that answers in this way. */
function admission(admit: Answer): Type<StepAdmission> {
  @Injectable()
  class Admission implements StepAdmission {
    admit = admit;
  }
  return Admission;
}

async function start(admit: Answer, run = vi.fn(() => ({ ran: true }))) {
  const Admission = admission(admit);
  const app = await engine.app([Admission, single(run, { retryLimit: 2 })], { worker: { admit: Admission } });
  const task = await app.orchestrator.createTask({ name: 'single', context: { customer: 'a' } });
  return { app, task, run };
}
const step = async () =>
  (
    await engine.rows(`
      select s.state, s.attempts, s.retry_limit, s.ready_at > clock_timestamp() as later, h.reason, h.to_state
      from tasker.workflow_steps s left join tasker.workflow_step_transitions h using (task_id, workflow_step_id)
      order by h.workflow_step_transition_id desc limit 1`)
  )[0]!;
const handedBack = () => eventually(async () => (await step()).reason !== null, { what: 'the step is handed back' });
const dueNow = () => engine.rows('update tasker.workflow_steps set ready_at = clock_timestamp() where ready_at is not null');

it('is asked with the task and the step, and lets it run', async () => {
  const asked: AdmissionRequest[] = [];
  const { app, task, run } = await start((request) => {
    asked.push(request);
    return true;
  });
  expect((await app.orchestrator.waitForTask(task, { timeout: '20s' })).state).toBe('complete');
  expect(run).toHaveBeenCalledTimes(1);
  expect(asked).toMatchObject([
    {
      task: { taskId: task.taskId, name: 'single', context: { customer: 'a' } },
      step: { name: 'only', stepId: 1, attempt: 1, retryLimit: 2, idempotencyKey: `${task.taskId}:1` },
    },
  ]);
});

it('a refusal hands the step back without using up its attempt, for its time and with its reason', async () => {
  let refusals = 0;
  const { app, task, run } = await start(() => (refusals++ < 3 ? { delay: '1h', reason: `closed ${refusals}` } : Promise.resolve(true)));
  for (let n = 1; n <= 3; n += 1) {
    await eventually(async () => (await step()).reason === `closed ${n}`);
    expect(await step()).toMatchObject({ state: 'pending', attempts: n, retry_limit: 2 + n, later: true, to_state: 'pending' });
    expect(run).not.toHaveBeenCalled();
    await dueNow();
    if (n < 4) await engine.rows("select pg_notify('tasker.work', '')");
  }
  expect((await app.orchestrator.waitForTask(task, { timeout: '20s' })).results).toEqual({ only: { ran: true } });
  expect(run).toHaveBeenCalledTimes(1);
});

it.each<[string, Answer]>([
  ['throws', () => { throw new Error('broken'); }], // prettier-ignore
  ['rejects', () => Promise.reject(new Error('broken'))],
  ['answers nothing', () => undefined as never],
  ['answers false', () => false as never],
  ['gives no reason', () => ({ delay: '1s' }) as never],
  ['gives a delay that is none', () => ({ delay: 'soon', reason: 'x' }) as never],
  ['gives a reason that is no text', () => ({ delay: '1s', reason: 7 }) as never],
])('one that %s is logged, and the step waits', async (_, admit) => {
  const { run } = await start(admit);
  await handedBack();
  expect(await step()).toMatchObject({ state: 'pending', later: true, reason: 'worker.admit could not decide' });
  expect(run).not.toHaveBeenCalled();
  expect(engine.logs.with("worker.admit could not decide about step 'only'")).toHaveLength(1);
});

it.each<[string, string]>([
  ['x'.repeat(200), 'x'.repeat(128)],
  ['\0a\ud800', 'a\ufffd'],
  ['😀'.repeat(200), '😀'.repeat(128)],
])('a reason that cannot be kept as it is, is made to fit: %o', async (given, kept) => {
  await start(() => ({ delay: '1h', reason: given }));
  await handedBack();
  expect((await step()).reason).toBe(kept);
});

it('a cancelled task is not run though it was let in', async () => {
  let letIn!: (answer: true) => void;
  const asked = vi.fn(() => new Promise<true>((resolve) => (letIn = resolve)));
  const { app, task, run } = await start(asked);
  await vi.waitFor(() => expect(asked).toHaveBeenCalled());
  await app.orchestrator.cancelTask(task.taskId);
  letIn(true);
  await app.close();
  expect(run).not.toHaveBeenCalled();
});

it.each([
  ['a class that nobody provides', class Missing {}, /^worker\.admit: there is no provider Missing/],
  ['a token that nobody provides', 'admission', /^worker\.admit: there is no provider 'admission'/],
])('%s stops the start', async (_, admit, message) => {
  await expect(engine.app([single(() => ({}))], { worker: { admit } })).rejects.toThrow(message);
});

it('a provider without the method stops the start', async () => {
  @Injectable()
  class Wrong {}
  await expect(engine.app([Wrong, single(() => ({}))], { worker: { admit: Wrong } })).rejects.toThrow(
    'worker.admit: Wrong has no method admit()',
  );
});
