import { InvalidRequestError, NotFoundError, PermanentError, TaskAnnotations, type DeadLetterActing } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { workflow } from '../../support/workflows.js';

const UNKNOWN = '0197a000-0000-7000-8000-000000000000';
const failing = (namespace: string) =>
  workflow(
    'order',
    {
      pay: {
        dependentSystem: `bank_${namespace}`,
        run: () => {
          throw new PermanentError('declined');
        },
      },
    },
    { namespace },
  );

describe('what people look after, of some namespaces only', () => {
  const engine = useEngine();

  async function twoShops() {
    const { orchestrator, module } = await engine.app([failing('one'), failing('two')]);
    const run = async (namespace: string) =>
      (await orchestrator.waitForTask(await orchestrator.createTask({ namespace, name: 'order', context: {} }), { timeout: '20s' })).taskId;
    return { orchestrator, annotations: module.get(TaskAnnotations), one: await run('one'), two: await run('two') };
  }

  it('dead letters, their count, circuits and bulk actions', async () => {
    const { orchestrator, one, two } = await twoShops();
    const letters = async (within?: string[]) =>
      (await orchestrator.deadLetters(within === undefined ? {} : { within })).entries.map(({ task }) => task.taskId).sort();
    expect([await letters(), await letters(['one']), await letters([]), await letters(['none'])]).toEqual([
      [one, two].sort(),
      [one],
      [],
      [],
    ]);
    expect((await orchestrator.deadLetters({ namespace: 'two', within: ['one'] })).entries).toEqual([]);
    expect(
      await Promise.all(
        [{}, { within: ['two'] }, { within: [] }, { namespace: 'one' }, { name: 'x' }].map((which) => orchestrator.deadLetterCount(which)),
      ),
    ).toEqual([2, 1, 0, 1, 0]);
    const circuits = async (within?: string[]) => (await orchestrator.circuits(within)).map(({ name, circuit }) => `${name} ${circuit}`);
    expect(await circuits()).toEqual(expect.arrayContaining(['bank_one open', 'bank_two open']));
    expect([await circuits(['two']), await circuits([])]).toEqual([['bank_two open'], []]);
    const by = { actor: 'ann', reason: 'done by hand' };
    expect(await orchestrator.countTasks({ within: ['one'] })).toBe(1);
    await expect(orchestrator.resolveTasks({ within: ['one'] }, by)).rejects.toThrow(
      /^expected: is required, since the selection is empty/,
    );
    expect(await orchestrator.resolveTasks({ state: 'error', within: ['one'] }, by)).toMatchObject({ matched: 1, changed: 1 });
    expect([(await orchestrator.getTask(one)).state, (await orchestrator.getTask(two)).state]).toEqual(['resolved_manually', 'error']);
  });

  it('notes and their types', async () => {
    const { annotations, one, two } = await twoShops();
    await annotations.add(one, 'score', { n: 1 });
    await annotations.add(two, 'score', { n: 2 });
    await annotations.add(two, 'remark', { n: 3 });
    const found = async (within?: string[]) =>
      (await annotations.find(within === undefined ? {} : { within })).map(({ annotation }) => annotation['n']);
    expect([await found(), await found(['one']), await found([])]).toEqual([[1, 2, 3], [1], []]);
    expect(await annotations.find({ taskId: two, within: ['one'] })).toEqual([]);
    expect(await annotations.types()).toEqual(['remark', 'score'].map((name) => ({ name, description: null })));
    expect([await annotations.types(['one']), await annotations.types([])]).toEqual([[{ name: 'score', description: null }], []]);
    const first = await annotations.list({ limit: 2 });
    expect(first).toMatchObject({ annotations: [{ annotation: { n: 1 } }, { annotation: { n: 2 } }], nextCursor: expect.any(String) });
    expect(await annotations.list({ limit: 2, cursor: first.nextCursor! })).toMatchObject({
      annotations: [{ annotation: { n: 3 } }],
      nextCursor: null,
    });
    expect((await annotations.list({ limit: 3 })).nextCursor).toBeNull();
    await expect(annotations.types('one' as never)).rejects.toThrow('within: must be an array of namespaces');
  });

  it('notes among many of others, page by page, each of which looks at 10,000', async () => {
    const { annotations, one, two } = await twoShops();
    await annotations.add(two, 'score', { n: 0 });
    await engine.rows(
      `insert into tasker.task_annotations (task_id, annotation_type_id, annotation)
       select $1, y.annotation_type_id, '{}' from tasker.annotation_types y, generate_series(1, 10000)`,
      [two],
    );
    await annotations.add(one, 'score', { n: 1 });
    await annotations.add(one, 'score', { n: 2 });
    for (const narrowed of [{}, { type: 'score' }]) {
      const query = { ...narrowed, within: ['one'], limit: 1 };
      const first = await annotations.list(query);
      expect(first).toEqual({ annotations: [], nextCursor: expect.stringMatching(/^\d+$/) });
      const second = await annotations.list({ ...query, cursor: first.nextCursor! });
      expect(second).toMatchObject({ annotations: [{ annotation: { n: 1 } }], nextCursor: expect.any(String) });
      const third = await annotations.list({ ...query, cursor: second.nextCursor! });
      expect(third).toMatchObject({ annotations: [{ annotation: { n: 2 } }], nextCursor: null });
      expect((await annotations.find({ ...query, limit: 2 })).map(({ annotation }) => annotation['n'])).toEqual([1, 2]);
    }
  });

  it('warnings and limits: those of queues and systems belong to no namespace', async () => {
    const limited = (namespace: string) => workflow('order', { pay: {} }, { namespace, concurrencyKey: 'customer', concurrencyLimit: 2 });
    const { orchestrator } = await engine.app([limited('one'), limited('two')], {
      worker: false,
      queues: { default: { concurrency: 3 } },
    });
    const { taskId } = await orchestrator.createTask({ namespace: 'one', name: 'order', context: { customer: 'c' } });
    await engine.rows(
      "insert into tasker.task_warnings (task_id, kind, since, noticed_at, detail) values ($1, 'lifetime', now(), now(), '{}')",
      [taskId],
    );
    const stale = async (within: string[]) => [
      (await orchestrator.staleTasks({ within })).tasks.length,
      (await orchestrator.staleCounts(within)).lifetime.count,
    ];
    expect([await stale(['one']), await stale(['two']), await stale([])]).toEqual([
      [1, 1],
      [0, 0],
      [0, 0],
    ]);
    const limits = async (within?: string[]) => (await orchestrator.limits(within)).map(({ kind, name }) => `${kind} ${name}`);
    expect(await limits(['two'])).toEqual(['key two/order']);
    expect(await limits([])).toEqual([]);
    expect(await limits()).toEqual(expect.arrayContaining(['key one/order', 'key two/order']));
  });

  it('a dead letter is dealt with by retrying or resolving it; what is none is not found', async () => {
    const { orchestrator, one, two } = await twoShops();
    expect(await orchestrator.resolveDeadLetter(one, { action: 'resolve', actor: 'ann', reason: 'refunded' })).toMatchObject({
      state: 'resolved_manually',
    });
    await expect(orchestrator.resolveDeadLetter(one, { action: 'retry' })).rejects.toThrow(
      new NotFoundError(`there is no dead letter ${one}`),
    );
    await expect(orchestrator.resolveDeadLetter(UNKNOWN, { action: 'retry' })).rejects.toBeInstanceOf(NotFoundError);
    const refused: [DeadLetterActing | object, string][] = [
      [{ action: 'resolve' }, 'reason'],
      [{ action: 'drop' }, 'action'],
      [{}, 'action'],
      [{ action: 'retry', attempts: 0 }, 'attempts'],
      [{ action: 'resolve', reason: 'x', attempts: 1 }, 'attempts'],
    ];
    for (const [acting, path] of refused) {
      const error: unknown = await orchestrator.resolveDeadLetter(two, acting as DeadLetterActing).catch((thrown: unknown) => thrown);
      expect(error, path).toBeInstanceOf(InvalidRequestError);
      expect((error as InvalidRequestError).issues.map((issue) => issue.path)).toEqual([path]);
    }
    const retried = await orchestrator.resolveDeadLetter(two, { action: 'retry', attempts: 1, actor: 'ann', reason: 'again' });
    expect(['pending', 'in_progress', 'error']).toContain(retried.state);
    await orchestrator.waitForTask(two, { timeout: '20s' });
    expect((await orchestrator.getTask(two)).steps[0]).toMatchObject({ attempts: 2, state: 'error' });
  });
});
