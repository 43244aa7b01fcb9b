import { randomUUID } from 'node:crypto';
import { InvalidRequestError, type Orchestrator, type TaskListQuery } from 'nestjs-tasker';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useEngine, type Engine } from '../../support/engine.js';
import { figure } from '../../support/figures.js';
import { allPages, oneOf, randomRequest, tasksThatMatch } from '../../support/listed.tasks.js';
import { numbersOf, seedOfRun } from '../../support/random.graphs.js';
import { completed, failed } from '../../support/worker.session.js';
import { workflow } from '../../support/workflows.js';

const SEARCHABLE = ['order.customer_id', 'order.express'];
const NAMES = [
  { name: 'order', namespace: 'shop', version: '1.0.0' },
  { name: 'order', namespace: 'shop', version: '2.0.0' },
  { name: 'refund', namespace: 'shop', version: '1.0.0' },
  { name: 'order', namespace: 'depot', version: '1.0.0' },
];
const HANDLERS = NAMES.map(({ name, ...where }) =>
  workflow(name, { only: {} }, { ...where, ...(name === 'refund' ? {} : { searchable: SEARCHABLE }) }),
);

/** Tasks in every state, a quarter of them with ids whose time is not theirs. */
async function fill(engine: Engine, orchestrator: Orchestrator, next: () => number): Promise<void> {
  const ids = [undefined, undefined, undefined, undefined, randomUUID, () => uuidv7({ msecs: Date.now() - 3_600_000 })];
  for (let call = 0; call < 6; call += 1) {
    const requests = Array.from({ length: 20 }, () => {
      const taskId = oneOf(ids, next())?.();
      return { ...randomRequest(next, NAMES), ...(taskId === undefined ? {} : { taskId }) };
    });
    await orchestrator.createTasks(requests);
  }
  const worker = await engine.worker();
  const claims = await worker.claim(60);
  await worker.advance(
    claims.slice(0, 50).map((claim, place) => (place % 3 === 0 ? failed(claim, { permanent: true }) : completed(claim))),
  );
  const open = await engine.rows('select task_id, state from tasker.tasks where state = any ($1) order by task_id', [['pending', 'error']]);
  for (const { task_id, state } of open) {
    if (next() < 0.25) await orchestrator.cancelTask(task_id);
    else if (state === 'error' && next() < 0.5) await orchestrator.resolveTask(task_id, { reason: 'by hand' });
  }
  // A moment's rest, then work again: the history has more than one move into error.
  const [again] = await engine.rows("select task_id from tasker.tasks where state = 'error' limit 1");
  await orchestrator.retryTask(again!.task_id);
}

function randomQuery(next: () => number, moments: readonly Date[]): TaskListQuery {
  const parts: Record<string, () => unknown> = {
    state: () => oneOf(['pending', 'in_progress', 'complete', 'error', 'cancelled', 'resolved_manually'], next()),
    namespace: () => oneOf(['shop', 'depot'], next()),
    name: () => oneOf(['order', 'refund'], next()),
    version: () => oneOf(['1.0.0', '2.0.0'], next()),
    tags: () => oneOf([['urgent'], ['vip'], ['vip', 'urgent'], []], next()),
    initiator: () => oneOf(['ann', 'bob', 'unknown', 'nobody'], next()),
    sourceSystem: () => oneOf(['web', 'unknown'], next()),
    requestedAfter: () => oneOf(moments, next()),
    requestedBefore: () => oneOf(moments, next()),
    context: () =>
      oneOf(
        [{ 'order.customer_id': 'c-1' }, { 'order.customer_id': '7' }, { 'order.express': 'true', 'order.customer_id': 'c-2' }],
        next(),
      ),
    within: () => oneOf([['shop'], ['depot', 'shop'], []], next()),
  };
  const chosen = Object.entries(parts).filter(() => next() < 0.2);
  return { ...Object.fromEntries(chosen.map(([key, make]) => [key, make()])), sortOrder: oneOf(['asc', 'desc'], next()) };
}

/** Whether one of the definitions that a query leaves declares searchable values. */
function declaring({ namespace, name, version, within }: TaskListQuery): boolean {
  return NAMES.some(
    (one) =>
      one.name !== 'refund' &&
      [undefined, one.name].includes(name) &&
      [undefined, one.namespace].includes(namespace) &&
      [undefined, one.version].includes(version) &&
      within?.includes(one.namespace) !== false,
  );
}

describe('a list of tasks', () => {
  const engine = useEngine();

  it('has exactly the tasks that match, on all pages, in its order, and counts them, whatever it is narrowed by', async () => {
    const seed = seedOfRun();
    figure(`seed ${seed}: repeat with TASKER_TEST_SEED=${seed}`);
    const next = numbersOf(seed);
    const { orchestrator } = await engine.app(HANDLERS, { worker: false });
    await fill(engine, orchestrator, next);
    const states = await engine.rows('select distinct state from tasker.tasks');
    expect(states).toHaveLength(6);
    const moments = (await engine.rows<{ at: Date }>('select distinct requested_at as at from tasker.tasks')).map(({ at }) => at);
    moments.push(
      new Date(Date.now() - 1_800_000),
      new Date(Date.now() + 60_000),
      new Date(Date.UTC(1900, 0)),
      new Date(Date.UTC(9999, 11, 31)),
    );
    let found = 0;
    for (let round = 0; round < 120; round += 1) {
      const query = { ...randomQuery(next, moments), total: true, limit: oneOf([3, 20, 100], next()) };
      const said = JSON.stringify(query);
      if (query.context !== undefined && !declaring(query)) {
        await expect(orchestrator.listTasks(query), said).rejects.toThrow(InvalidRequestError);
        continue;
      }
      const { ids, totals } = await allPages(orchestrator, query);
      const expected = await tasksThatMatch(engine, query);
      // Of a definition that does not declare them, values are not found.
      const searched = query.context === undefined ? expected : await withoutRefunds(expected);
      expect(ids, said).toEqual(searched);
      expect(new Set(totals), said).toEqual(new Set([searched.length]));
      found += ids.length;
    }
    expect(found).toBeGreaterThan(100);
  });

  async function withoutRefunds(ids: readonly string[]): Promise<string[]> {
    const rows = await engine.rows(
      "select task_id from tasker.tasks join tasker.named_tasks d using (named_task_id) where d.name = 'refund' and task_id = any ($1)",
      [ids],
    );
    const refunds = new Set(rows.map(({ task_id }) => task_id as string));
    return ids.filter((id) => !refunds.has(id));
  }
});

describe('words that look like numbers', () => {
  const engine = useEngine();

  it('are tags, initiators and systems of their own', async () => {
    const { orchestrator } = await engine.app([workflow('order', { only: {} })], { worker: false });
    const words = ['1e5', '100000', '1E5', '1e999'];
    const tasks = await orchestrator.createTasks(
      words.map((word) => ({ name: 'order', context: {}, tags: [word], initiator: word, sourceSystem: word })),
    );
    const found: string[][] = [];
    for (const word of words)
      for (const query of [{ tags: [word] }, { initiator: word }, { sourceSystem: word }])
        found.push((await orchestrator.listTasks(query)).tasks.map(({ taskId }) => taskId));
    expect(found).toEqual(tasks.flatMap(({ taskId }) => Array(3).fill([taskId])));
  });
});

describe('a clock that is off', () => {
  const engine = useEngine();
  afterEach(() => void vi.useRealTimers());
  const HOUR = 3_600_000;
  const handler = workflow('order', { only: {} });
  const misplaced = () => engine.rows("select task_id from tasker.task_terms where key = 'misplaced'");

  it('misplaces no task of a process that starts with it, and lists stay exact', async () => {
    const now = Date.now();
    vi.useFakeTimers({ toFake: ['Date'], now: now + HOUR });
    const ahead = await engine.app([handler], { worker: false });
    const first = await ahead.orchestrator.createTask({ name: 'order', context: {} });
    vi.setSystemTime(now - HOUR);
    const behind = await engine.app([handler], { worker: false });
    const second = await behind.orchestrator.createTask({ name: 'order', context: {} });
    vi.useRealTimers();
    expect(await misplaced()).toEqual([]);
    const { tasks } = await behind.orchestrator.listTasks({
      requestedAfter: new Date(now - 60_000),
      requestedBefore: new Date(now + 600_000),
    });
    expect(tasks.map(({ taskId }) => taskId)).toEqual([first.taskId, second.taskId]);
  });

  it('that is set while the process runs misplaces what it creates until its next answer', async () => {
    const { orchestrator } = await engine.app([handler], { worker: false });
    const create = () => orchestrator.createTask({ name: 'order', context: {} });
    await create();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + HOUR });
    const off = await create();
    await create();
    vi.useRealTimers();
    expect(await misplaced()).toEqual([{ task_id: off.taskId }]);
    await create();
    await create();
    expect(await misplaced()).toHaveLength(2);
    expect((await orchestrator.listTasks({ requestedAfter: new Date(Date.now() - 60_000) })).tasks).toHaveLength(5);
  });
});

describe('values of the context', () => {
  const engine = useEngine();
  const refusal = async (call: Promise<unknown>) => ((await call.catch((error: unknown) => error)) as InvalidRequestError).issues;

  it('are looked for only where a definition that is asked for declares them', async () => {
    const { orchestrator } = await engine.app(HANDLERS, { worker: false });
    const context = { 'order.customer': 'c-1', price: 'x' };
    expect(await refusal(orchestrator.listTasks({ context }))).toEqual([
      {
        path: 'context.order.customer',
        message:
          "is not searchable in any definition that is asked for; searchable are order.customer_id, order.express; did you mean 'order.customer_id'?",
      },
      {
        path: 'context.price',
        message: 'is not searchable in any definition that is asked for; searchable are order.customer_id, order.express',
      },
    ]);
    const path = { 'order.customer_id': 'c-1' };
    for (const query of [{ name: 'refund' }, { namespace: 'nowhere' }, { within: [] }])
      expect(await refusal(orchestrator.listTasks({ ...query, context: path }))).toEqual([
        { path: 'context.order.customer_id', message: 'is not searchable in any definition that is asked for; none is' },
      ]);
    expect(await orchestrator.listTasks({ context: path })).toEqual({ tasks: [], nextCursor: null });
  });

  it('that are long or written with an exponent are found as they are asked for', async () => {
    const handler = workflow('long', { only: {} }, { searchable: ['text', 'number'] });
    const { orchestrator } = await engine.app([handler], { worker: false });
    const text = 'ä'.repeat(500);
    const tasks = await orchestrator.createTasks([
      { name: 'long', context: { text: `${text}1`, number: 1e21 } },
      { name: 'long', context: { text: `${text}2`, number: 2.5e-7 } },
    ]);
    const found = async (context: Record<string, string>) => (await orchestrator.listTasks({ context })).tasks.map(({ taskId }) => taskId);
    expect(await found({ text: `${text}1` })).toEqual([tasks[0]!.taskId]);
    expect(await found({ text })).toEqual([]);
    expect(await found({ number: String(1e21) })).toEqual([tasks[0]!.taskId]);
    expect(await found({ number: JSON.stringify(2.5e-7) })).toEqual([tasks[1]!.taskId]);
  });

  it('that the telemetry hides cannot be declared', async () => {
    const handler = workflow('hidden', { only: {} }, { searchable: ['order.id', 'user.email'] });
    await expect(engine.app([handler], { worker: false })).rejects.toThrow(
      "'searchable': telemetry.filterParameters hides what stands under 'user.email'",
    );
  });

  it('can be looked for from the start that declares them on, without another definition', async () => {
    const before = await engine.app([workflow('order', { only: {} })], { worker: false });
    await before.orchestrator.createTask({ name: 'order', context: { id: 'a' } });
    const { orchestrator } = await engine.app([workflow('order', { only: {} }, { searchable: ['id'] })], { worker: false });
    const later = await orchestrator.createTask({ name: 'order', context: { id: 'a' } });
    expect((await orchestrator.listTasks({ context: { id: 'a' } })).tasks.map(({ taskId }) => taskId)).toEqual([later.taskId]);
    expect(await engine.rows('select searchable from tasker.named_tasks')).toEqual([{ searchable: ['id'] }]);
    expect(engine.logs.with('another definition')).toEqual([]);
  });
});
