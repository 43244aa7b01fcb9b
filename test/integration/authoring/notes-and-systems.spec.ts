import { DependentSystems, InvalidRequestError, NotFoundError, TaskAnnotations, type AnnotationQuery } from 'nestjs-tasker';
import { beforeAll, describe, expect, it } from 'vitest';
import { useEngine, type Engine } from '../../support/engine.js';
import { workflow } from '../../support/workflows.js';

const circular: Record<string, unknown> = {};
circular['self'] = circular;

const UNKNOWN = '0197a000-0000-7000-8000-000000000000';

async function notesOf(engine: Engine) {
  const { module, orchestrator } = await engine.app([workflow('order', { a: {} })], { worker: false });
  const [one, two] = await orchestrator.createTasks([1, 2].map(() => ({ name: 'order', context: {} })));
  return { annotations: module.get(TaskAnnotations), one: one!.taskId, two: two!.taskId };
}

describe('TaskAnnotations', () => {
  const engine = useEngine();
  const scene = () => notesOf(engine);

  it('add and find by task, type, key and value, in the order of writing', async () => {
    const { annotations, one, two } = await scene();
    const ids = [
      await annotations.add(one, 'score', { by: 'ada', value: 5 }),
      await annotations.add(two, 'score', { by: 'bob', value: '5', nested: { value: 7 } }),
      await annotations.add(one, 'remark', { by: 'ada', ok: true, none: null }),
    ];
    const found = async (query: AnnotationQuery) => (await annotations.find(query)).map(({ annotationId }) => ids.indexOf(annotationId));
    expect(await annotations.find({ type: 'remark' })).toEqual([
      { annotationId: ids[2], taskId: one, type: 'remark', annotation: { by: 'ada', ok: true, none: null }, createdAt: expect.any(Date) },
    ]);
    expect(await found({})).toEqual([0, 1, 2]);
    expect(await found({ taskId: one })).toEqual([0, 2]);
    expect(await found({ type: 'score' })).toEqual([0, 1]);
    expect(await found({ key: 'by', value: 'ada' })).toEqual([0, 2]);
    expect(await found({ key: 'value', value: '5' })).toEqual([0, 1]);
    expect(await found({ key: 'ok' })).toEqual([2]);
    expect(await found({ key: 'none' })).toEqual([2]);
    expect(await found({ key: 'nested', value: '7' })).toEqual([]);
    expect(await found({ type: 'scor' })).toEqual([]);
    expect(await found({ taskId: UNKNOWN })).toEqual([]);
  });

  it('find gives pages, each after the last note of the one before', async () => {
    const { annotations, one } = await scene();
    for (let n = 0; n < 5; n += 1) await annotations.add(one, 'n', { n });
    const numbers: unknown[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < 3; pages += 1) {
      const page = await annotations.find({ limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      numbers.push(page.map(({ annotation }) => annotation['n']));
      cursor = page.at(-1)!.annotationId;
    }
    expect(numbers).toEqual([[0, 1], [2, 3], [4]]);
    expect(await annotations.find({ cursor: cursor! })).toEqual([]);
  });

  it('add says when there is no such task, and writes nothing', async () => {
    const { annotations } = await scene();
    await expect(annotations.add(UNKNOWN, 'n', {})).rejects.toBeInstanceOf(NotFoundError);
    expect(await engine.rows('select 1 from tasker.annotation_types')).toEqual([]);
  });

  it('50 notes at once of one new type make one type', async () => {
    const { annotations, one } = await scene();
    await Promise.all(Array.from({ length: 50 }, (_, n) => annotations.add(one, 'new', { n })));
    expect(await engine.rows('select name from tasker.annotation_types')).toEqual([{ name: 'new' }]);
    expect(await annotations.find({ type: 'new', limit: 100 })).toHaveLength(50);
  });
});

describe('TaskAnnotations', () => {
  const engine = useEngine({ shared: true });
  let notes: Awaited<ReturnType<typeof notesOf>>;
  beforeAll(async () => void (notes = await notesOf(engine)));

  it.each<[string, (annotations: TaskAnnotations, taskId: string) => Promise<unknown>, string]>([
    ['a task id that is none', (annotations) => annotations.add('17', 'n', {}), 'taskId'],
    ['no type', (annotations, id) => annotations.add(id, '', {}), 'type'],
    ['a type of 65 characters', (annotations, id) => annotations.add(id, 'x'.repeat(65), {}), 'type'],
    ['a type with a line break', (annotations, id) => annotations.add(id, 'a\nb', {}), 'type'],
    ['a list as note', (annotations, id) => annotations.add(id, 'n', [] as never), 'annotation'],
    ['a note with NUL', (annotations, id) => annotations.add(id, 'n', { a: 'x\0' }), 'annotation'],
    ['a note that is no JSON', (annotations, id) => annotations.add(id, 'n', { a: 1n }), 'annotation'],
    ['a note in a circle', (annotations, id) => annotations.add(id, 'n', circular), 'annotation'],
    ['a value without a key', (annotations) => annotations.find({ value: 'x' }), 'value'],
    ['a key with NUL', (annotations) => annotations.find({ key: '\0' }), 'key'],
    ['a value that is no text', (annotations) => annotations.find({ key: 'a', value: 5 as never }), 'value'],
    ['half of a surrogate pair', (annotations) => annotations.find({ type: '\ud800' }), 'type'],
    ['no page size', (annotations) => annotations.find({ limit: 0 }), 'limit'],
    ['too large a page', (annotations) => annotations.find({ limit: 101 }), 'limit'],
    ['half a page', (annotations) => annotations.find({ limit: 1.5 }), 'limit'],
    ['a wrong cursor', (annotations) => annotations.find({ cursor: "1' or '1" }), 'cursor'],
    ['a wrong task', (annotations) => annotations.find({ taskId: 'x' }), 'taskId'],
    ['a key that is not known', (annotations) => annotations.find({ tpye: 'x' } as never), 'tpye'],
  ])('refuse %s, naming the field, and write nothing', async (_, act, path) => {
    const { annotations, one } = notes;
    const error = await act(annotations, one).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect((error as InvalidRequestError).issues[0]!.path.split('.')[0]).toBe(path);
    expect(await engine.rows('select 1 from tasker.task_annotations union all select 1 from tasker.annotation_types')).toEqual([]);
  });
});

const systemsOf = async (engine: Engine) => (await engine.app([], { worker: false })).module.get(DependentSystems);

describe('DependentSystems', () => {
  const engine = useEngine();
  const scene = () => systemsOf(engine);

  it('link finds or creates a pair, whichever side is named first, and find gives the other sides', async () => {
    const systems = await scene();
    const first = await systems.link('shop', 'order-17', 'billing', 'inv-4711');
    expect(first).toEqual({ linkId: expect.any(String), created: true });
    expect(await systems.link('billing', 'inv-4711', 'shop', 'order-17')).toEqual({ linkId: first.linkId, created: false });
    const second = await systems.link('shop', 'order-17', 'crm', 'c/9 ü');
    expect(await systems.find('shop', 'order-17')).toEqual([
      { linkId: first.linkId, system: 'billing', id: 'inv-4711' },
      { linkId: second.linkId, system: 'crm', id: 'c/9 ü' },
    ]);
    expect(await systems.find('crm', 'c/9 ü')).toEqual([{ linkId: second.linkId, system: 'shop', id: 'order-17' }]);
    expect(await systems.find('shop', 'order-18')).toEqual([]);
    expect(await systems.find('nobody', 'order-17')).toEqual([]);
  });

  it('links two things of one system', async () => {
    const systems = await scene();
    await systems.link('shop', 'old', 'shop', 'new');
    expect(await systems.find('shop', 'new')).toMatchObject([{ system: 'shop', id: 'old' }]);
    expect(await systems.link('shop', 'new', 'shop', 'old')).toMatchObject({ created: false });
  });

  it('is asked 100 times at once for one pair in both orders: it is made once', async () => {
    const systems = await scene();
    const links = await Promise.all(
      Array.from({ length: 100 }, (_, n) => (n % 2 === 0 ? systems.link('a', '1', 'b', '2') : systems.link('b', '2', 'a', '1'))),
    );
    expect(links.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(links.map(({ linkId }) => linkId)).size).toBe(1);
  });
});

describe('DependentSystems', () => {
  const engine = useEngine({ shared: true });
  let systems: DependentSystems;
  beforeAll(async () => void (systems = await systemsOf(engine)));

  it.each<[string, [unknown, unknown, unknown, unknown], string]>([
    ['no system', ['', '1', 'b', '2'], 'systemA'],
    ['a system of 65 characters', ['a', '1', 'b'.repeat(65), '2'], 'systemB'],
    ['a system with white space', ['a b', '1', 'b', '2'], 'systemA'],
    ['a number as id', ['a', 1, 'b', '2'], 'idA'],
    ['an empty id', ['a', '1', 'b', ''], 'idB'],
    ['an id of 129 characters', ['a', '1'.repeat(129), 'b', '2'], 'idA'],
    ['an id with NUL', ['a', '1\0', 'b', '2'], 'idA'],
    ['an id that cannot be stored', ['a', '1', 'b', '\udfff'], 'idB'],
    ['the thing itself', ['a', '1', 'a', '1'], 'idB'],
    ['nothing', [undefined, undefined, undefined, undefined], 'systemA'],
  ])('link refuses %s, naming the field, and writes nothing', async (_, given, path) => {
    const error = await systems.link(...(given as [string, string, string, string])).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect((error as InvalidRequestError).issues[0]!.path).toBe(path);
    expect(await engine.rows('select 1 from tasker.dependent_system_object_maps')).toEqual([]);
  });

  it('find refuses what cannot be a system or an id', async () => {
    await expect(systems.find('a b', '1')).rejects.toMatchObject({ issues: [{ path: 'system' }] });
    await expect(systems.find('a', '\0')).rejects.toMatchObject({ issues: [{ path: 'id' }] });
  });
});
