import {
  InvalidRequestError,
  NotFoundError,
  RetryableError,
  type HistoryQuery,
  type HistoryRecord,
  type Orchestrator,
} from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { workflow } from '../../support/workflows.js';

const UNKNOWN = '0197a000-0000-7000-8000-000000000000';
type Read = (query: HistoryQuery) => ReturnType<Orchestrator['taskHistory']>;

async function everyPage(read: Read, query: HistoryQuery): Promise<HistoryRecord[]> {
  const all: HistoryRecord[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await read({ ...query, ...(cursor === undefined ? {} : { cursor }) });
    all.push(...page.records);
    if (page.nextCursor === null) return all;
    cursor = page.nextCursor;
  }
}

describe('what happened to a task', () => {
  const engine = useEngine();
  const idsOf = (records: readonly HistoryRecord[]) => records.map(({ kind, transitionId }) => `${kind} ${transitionId}`);

  async function eventful() {
    const fail = ({ attempt }: { attempt: number }) => {
      if (attempt === 1) throw new RetryableError('busy', { retryAfter: 0, context: { tries: 1 } });
      return { done: true };
    };
    const app = await engine.app([
      workflow('order', { pay: { run: ({ step }) => fail({ attempt: step.attempt }) }, ship: { dependsOn: 'pay' } }),
    ]);
    const { taskId } = await app.orchestrator.waitForTask(await app.orchestrator.createTask({ name: 'order', context: {} }), {
      timeout: '20s',
    });
    await app.orchestrator.updateTask(taskId, { reason: 'gift', tags: ['vip'] }, { actor: 'ann', reason: 'customer called' });
    return { ...app, taskId };
  }

  it('attempts of its steps, its own moves and what people did are told in order, with who, why and how long', async () => {
    const { orchestrator, taskId } = await eventful();
    const { records, nextCursor } = await orchestrator.taskHistory(taskId);
    expect(nextCursor).toBeNull();
    expect(records.map(({ kind, step, fromState, toState }) => `${kind} ${step} ${fromState} ${toState}`)).toEqual([
      'task null pending in_progress',
      'step pay in_progress error',
      'step pay in_progress complete',
      'step ship in_progress complete',
      'task null in_progress complete',
      'task null complete complete',
    ]);
    expect(records[1]).toEqual({
      kind: 'step',
      transitionId: expect.stringMatching(/^\d+$/),
      stepId: 1,
      step: 'pay',
      at: expect.any(Date),
      fromState: 'in_progress',
      toState: 'error',
      attempt: 1,
      startedAt: expect.any(Date),
      workerId: expect.any(String),
      waitSeconds: expect.any(Number),
      runSeconds: expect.any(Number),
      actor: null,
      reason: null,
      error: expect.objectContaining({ message: 'busy', errorClass: 'RetryableError', context: { tries: 1 } }),
      metadata: null,
    });
    expect(records.at(-1)).toMatchObject({
      kind: 'task',
      stepId: null,
      attempt: null,
      startedAt: null,
      workerId: null,
      actor: 'ann',
      reason: 'customer called',
      metadata: { action: 'update', reason: { from: 'unknown', to: 'gift' }, tags: { from: [], to: ['vip'] } },
    });
    const moments = records.map(({ at }) => at.getTime());
    expect(moments).toEqual(moments.toSorted((one, other) => one - other));
  });

  it('in pages of any size, forwards and backwards, it is the same', async () => {
    const { orchestrator, taskId } = await eventful();
    const read: Read = (query) => orchestrator.taskHistory(taskId, query);
    const whole = idsOf((await read({ limit: 100 })).records);
    expect(whole).toHaveLength(6);
    for (const limit of [1, 2, 3, 5]) {
      expect(idsOf(await everyPage(read, { limit }))).toEqual(whole);
      expect(idsOf(await everyPage(read, { limit, sortOrder: 'desc' }))).toEqual(whole.toReversed());
    }
    const [latest] = (await read({ limit: 1, sortOrder: 'desc' })).records;
    expect(latest).toMatchObject({ metadata: { action: 'update' } });
  });

  it('what is written while somebody reads comes at the end, and nothing comes twice', async () => {
    const { orchestrator, taskId } = await eventful();
    const first = await orchestrator.taskHistory(taskId, { limit: 4 });
    await orchestrator.updateTask(taskId, { reason: 'late' });
    const rest = await everyPage((query) => orchestrator.taskHistory(taskId, query), { limit: 2, cursor: first.nextCursor! });
    const seen = idsOf([...first.records, ...rest]);
    expect(new Set(seen).size).toBe(7);
    expect(rest.at(-1)).toMatchObject({ metadata: { reason: { to: 'late' } } });
  });

  it('of one step, by name or place', async () => {
    const { orchestrator, taskId } = await eventful();
    const byName = await orchestrator.stepHistory(taskId, 'pay');
    expect(byName.records.map(({ step, attempt }) => [step, attempt])).toEqual([
      ['pay', 1],
      ['pay', 2],
    ]);
    expect(await orchestrator.stepHistory(taskId, 1)).toEqual(byName);
    expect(
      (await everyPage((query) => orchestrator.stepHistory(taskId, 1, query), { limit: 1, sortOrder: 'desc' })).map(
        ({ attempt }) => attempt,
      ),
    ).toEqual([2, 1]);
  });

  it('bad input is named; a task without history has none, one that there is not is not found', async () => {
    const { orchestrator } = await engine.app([workflow('order', { pay: {} })], { worker: false });
    const { taskId } = await orchestrator.createTask({ name: 'order', context: {} });
    expect(await orchestrator.taskHistory(taskId)).toEqual({ records: [], nextCursor: null });
    const cases: [HistoryQuery | Record<string, unknown>, string][] = [
      [{ limit: 0 }, 'limit: must be an integer from 1 to 100'],
      [{ sortOrder: 'up' }, "sortOrder: must be 'asc' or 'desc'"],
      [{ cursor: "asc:1' or '1:" }, 'cursor: is not a cursor of this list'],
      [{ cursor: 'desc:1:2' }, 'cursor: is of a list in the order desc'],
      [{ after: '1' }, 'after: unknown key; known are limit, sortOrder, cursor'],
    ];
    for (const [query, message] of cases) {
      await expect(orchestrator.taskHistory(taskId, query), message).rejects.toMatchObject({ name: 'InvalidRequestError', message });
    }
    await expect(orchestrator.taskHistory('17')).rejects.toThrow('taskId: must be a UUID');
    await expect(orchestrator.stepHistory(taskId, 0)).rejects.toBeInstanceOf(InvalidRequestError);
    await expect(orchestrator.taskHistory(UNKNOWN)).rejects.toBeInstanceOf(NotFoundError);
    await expect(orchestrator.stepHistory(taskId, 'pya')).rejects.toBeInstanceOf(NotFoundError);
    await expect(orchestrator.stepHistory(UNKNOWN, 'pay')).rejects.toBeInstanceOf(NotFoundError);
  });
});

describe('what happened to a task, where the clock was set back', () => {
  // The guards would see that the history is rewritten.
  const engine = useEngine({ guarded: false });

  it('nothing is left out and nothing comes twice, forwards and backwards', async () => {
    const { orchestrator } = await engine.app([workflow('order', { a: {}, b: { dependsOn: 'a' }, c: { dependsOn: 'b' } })]);
    const { taskId } = await orchestrator.waitForTask(await orchestrator.createTask({ name: 'order', context: {} }), { timeout: '20s' });
    await engine.rows(`update tasker.workflow_step_transitions set created_at = created_at - interval '1 hour' where workflow_step_id = 2`);
    const read: Read = (query) => orchestrator.taskHistory(taskId, query);
    const whole = await read({ limit: 100 });
    expect(whole.records.filter(({ kind }) => kind === 'step').map(({ step }) => step)).toEqual(['a', 'b', 'c']);
    for (const sortOrder of ['asc', 'desc'] as const) {
      for (const limit of [1, 2, 3]) {
        const ids = (await everyPage(read, { limit, sortOrder })).map(({ kind, transitionId }) => `${kind} ${transitionId}`);
        expect([ids.length, new Set(ids).size]).toEqual([5, 5]);
      }
    }
  });
});
