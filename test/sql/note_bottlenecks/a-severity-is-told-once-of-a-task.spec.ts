import pg from 'pg';
import { beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.js';
import { insertTask, type StepRow } from '../../support/rows.js';
import { useSession } from '../../support/session.js';

interface Found {
  readonly severity: string | null;
  readonly step?: number;
  readonly score?: number;
}

describe('what is found of tasks that do not move', () => {
  const session = useSession();
  let taskId: string;
  beforeEach(async () => {
    await session.rows('delete from tasker.task_bottlenecks');
    taskId = await unmoved([
      { name: 'pay', state: 'in_progress' },
      { name: 'ship', parents: [1] },
    ]);
  });
  /** A task whose steps were claimed yesterday by workers that were not heard of since. */
  async function unmoved(steps: readonly StepRow[] = [{ state: 'in_progress' }]): Promise<string> {
    const id = await insertTask(session.client, steps);
    await session.rows(`update tasker.workers set heartbeat_at = now() - interval '1 day'`);
    return id;
  }
  const found = (task: string, { severity, step = 2, score = 60 }: Found) => ({
    ...{ task_id: task, severity, workflow_step_id: step, impact_score: score },
  });
  const note = (...all: object[]) => session.rows('select * from tasker.note_bottlenecks($1, 600)', [JSON.stringify(all)]);
  const told = async (severity: string | null) => (await note(found(taskId, { severity }))).map((row) => row.severity as string);
  const kept = () => session.rows('select task_id, severity, workflow_step_id, impact_score, told from tasker.task_bottlenecks order by 1');
  const settle = async (seconds = 600, after: string | null = null, limit = 100) =>
    (await session.rows('select tasker.settle_bottlenecks($1, $2, $3) as next', [seconds, after, limit]))[0]!.next as string | null;

  it('is told with the names of the task and the step', async () => {
    expect(await note(found(taskId, { severity: 'High', step: 2, score: 64 }))).toEqual([
      {
        ...{ task_id: taskId, namespace: 'default', name: 'rows', version: '1.0.0', correlation_id: null },
        ...{ severity: 'High', workflow_step_id: 2, step: 'ship', impact_score: 64, since: expect.any(Date) },
      },
    ]);
    expect(await kept()).toEqual([{ task_id: taskId, severity: 'High', workflow_step_id: 2, impact_score: 64, told: ['High'] }]);
  });

  it('is told once for each severity, whatever came between', async () => {
    expect(await told('Medium')).toEqual(['Medium']);
    expect(await told('Medium')).toEqual([]);
    expect(await told('Critical')).toEqual(['Critical']);
    expect(await told('Medium')).toEqual([]);
    expect(await told(null)).toEqual([]);
    expect(await kept()).toMatchObject([{ severity: null, told: ['Medium', 'Critical'] }]);
    expect(await told('Critical')).toEqual([]);
    expect(await told('High')).toEqual(['High']);
    expect(await kept()).toMatchObject([{ severity: 'High', told: ['Medium', 'Critical', 'High'] }]);
  });

  it('keeps nothing of a task of which nothing was severe enough, of one that rests, and of one that is gone', async () => {
    const rests = await insertTask(session.client, [{ state: 'error' }]);
    const gone = '00000000-0000-7000-8000-000000000000';
    const rows = await note(
      found(taskId, { severity: null }),
      found(rests, { severity: 'High', step: 1 }),
      found(gone, { severity: 'High' }),
    );
    expect(rows).toEqual([]);
    expect(await kept()).toEqual([]);
  });

  it('is told once by two who find it at the same time', async () => {
    const other = new pg.Client({ connectionString: session.url });
    await other.connect();
    try {
      const all = JSON.stringify([found(taskId, { severity: 'High' })]);
      await session.rows('begin');
      expect(await told('High')).toEqual(['High']);
      const late = other.query('select * from tasker.note_bottlenecks($1, 600)', [all]);
      await eventually(async () => (await session.rows('select from pg_locks where not granted')).length > 0, {
        what: 'the wait of the other',
      });
      await session.rows('commit');
      expect((await late).rows).toEqual([]);
    } finally {
      await other.end();
    }
  });

  it('is forgotten when the task rests: what holds it up after a retry is told anew', async () => {
    await told('High');
    await session.rows('update tasker.tasks set finished_at = now() where task_id = $1', [taskId]);
    expect(await settle()).toBeNull();
    expect(await kept()).toEqual([]);
    await session.rows('update tasker.tasks set finished_at = null where task_id = $1', [taskId]);
    expect(await told('High')).toEqual(['High']);
  });

  it.each([
    ['a step was claimed', `update tasker.workflow_steps set claimed_at = now() where task_id = $1 and state = 'in_progress'`],
    ['the worker of a running step is heard of', 'update tasker.workers set heartbeat_at = now() where $1::uuid is not null'],
  ])('is neither kept nor told when the task went on while it was analysed: %s', async (_, change) => {
    await session.rows(change, [taskId]);
    expect([await told('High'), await kept()]).toEqual([[], []]);
  });

  it('tells of a running step since when its worker was not heard of', async () => {
    await session.rows(`update tasker.workers set heartbeat_at = now() - interval '1 hour'`);
    const [row] = await note(found(taskId, { severity: 'High' }));
    const [worker] = await session.rows('select max(heartbeat_at) as at from tasker.workers');
    expect(row!.since).toEqual(worker!.at);
  });

  it('is forgotten with a task that was deleted', async () => {
    await told('High');
    await session.rows('delete from tasker.tasks where task_id = $1', [taskId]);
    await settle();
    expect(await kept()).toEqual([]);
  });

  it.each([
    ['moves', `update tasker.workflow_steps set claimed_at = now() where task_id = $1 and state = 'in_progress'`],
    ['is paused', 'update tasker.tasks set paused_at = now() where task_id = $1'],
  ])('holds no longer when the task %s, and is not told again', async (_, change) => {
    await told('High');
    await settle();
    expect(await kept()).toMatchObject([{ severity: 'High' }]);
    await session.rows(change, [taskId]);
    await settle();
    expect(await kept()).toMatchObject([{ severity: null, told: ['High'] }]);
    expect(await told('High')).toEqual([]);
  });

  it('is settled in stretches', async () => {
    const others = [await unmoved(), await unmoved()];
    const ids = [taskId, ...others].sort();
    await note(...ids.map((id) => found(id, { severity: 'High', step: 1 })));
    await session.rows('update tasker.tasks set paused_at = now() where task_id = any ($1)', [ids]);
    const next = await settle(600, null, 2);
    expect(next).toBe(ids[1]);
    expect((await kept()).map(({ severity }) => severity)).toEqual([null, null, 'High']);
    expect(await settle(600, next, 2)).toBeNull();
    expect((await kept()).map(({ severity }) => severity)).toEqual([null, null, null]);
  });

  it('is counted by severity for gauges, while the task is unfinished', async () => {
    const rests = await unmoved();
    const milder = await unmoved();
    const moved = await unmoved();
    await note(
      ...[taskId, rests, moved].map((id) => found(id, { severity: 'High', step: 1 })),
      found(milder, { severity: 'Low', step: 1 }),
    );
    await note(found(moved, { severity: null }));
    await session.rows('update tasker.tasks set finished_at = now() where task_id = $1', [rests]);
    const [row] = await session.rows('select tasker.queue_figures(1000) as figures');
    expect(row!.figures.bottlenecks).toEqual({ High: 1, Low: 1 });
    expect((await session.rows('select tasker.bottleneck_figures(0) as figures'))[0]!.figures).toEqual({});
  });
});
