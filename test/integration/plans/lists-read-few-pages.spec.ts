import { describe, expect, it } from 'vitest';
import type { EngineDatabase } from '../../../libs/tasker/src/database/engine.database.js';
import { TaskListReader, type NarrowedFilter } from '../../../libs/tasker/src/database/task-list.reader.js';
import { define } from '../../support/company.js';
import { figure } from '../../support/figures.js';
import { insertListedHistory, insertScatteredTasks } from '../../support/listed.history.js';
import { tasksThatMatch } from '../../support/listed.tasks.js';
import { useSession } from '../../support/session.js';

const TASKS = 20_000;
const PAGE = 20;

type Filter = Partial<Omit<NarrowedFilter, 'definitions'>>;

const day = (n: number) => new Date(Date.now() - n * 86_400_000);

/** Each list, the index that finds it (none: one of several), and the pages that it may read: about twice what it does. */
const LISTS: Readonly<Record<string, readonly [filter: Filter, index: string, pages: number]>> = {
  everything: [{}, 'tasks_pkey', 300],
  pending: [{ state: 'pending' }, 'tasks_unfinished', 300],
  'in progress': [{ state: 'in_progress' }, 'tasks_unfinished', 500],
  complete: [{ state: 'complete' }, 'tasks_pkey', 500],
  'in error': [{ state: 'error' }, 'dead_letters_pkey', 450],
  cancelled: [{ state: 'cancelled' }, 'task_transitions_closed', 500],
  resolved: [{ state: 'resolved_manually' }, 'task_transitions_closed', 500],
  'of a common definition': [{ name: 'common' }, 'tasks_definition', 300],
  'of a rare definition': [{ name: 'rare' }, 'tasks_definition', 350],
  'of all definitions of a namespace': [{ namespace: 'company' }, 'tasks_definition', 350],
  'of a definition, in error': [{ name: 'common', state: 'error' }, '', 400],
  'of a rare definition, cancelled': [{ name: 'rare', state: 'cancelled' }, '', 2_500],
  'with a common tag': [{ tags: ['common'] }, 'task_terms_pkey', 450],
  'with a rare tag': [{ tags: ['rare'] }, 'task_terms_pkey', 450],
  'with two tags': [{ tags: ['common', 'rare'] }, 'task_terms_pkey', 1_000],
  'of somebody': [{ initiator: 'ann' }, 'task_terms_pkey', 450],
  'of nobody': [{ initiator: 'unknown' }, 'tasks_pkey', 300],
  'with a value': [{ context: [['order', 'o-7']] }, 'task_terms_pkey', 350],
  'with a value, a tag and a state': [{ context: [['order', 'o-7']], tags: ['common'], state: 'complete' }, 'task_terms_pkey', 500],
  'of an hour': [{ requestedAfter: day(20.04), requestedBefore: day(20) }, 'tasks_pkey', 300],
  'of a day of a definition': [{ name: 'common', requestedAfter: day(21), requestedBefore: day(20) }, '', 350],
};

/** Tables of few pages here. */
const SMALL: readonly (string | undefined)[] = ['named_tasks', 'task_namespaces', 'dead_letters'];

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly Plan[];
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

describe('lists of tasks', () => {
  const session = useSession();
  let plans: Plan[] = [];

  /** Runs each statement twice: for its plan and for its rows. */
  const reader = () =>
    new TaskListReader({
      prefix: 'tasker',
      records: async (text: string, values: unknown[]) => {
        const explained = await session.client.query(`explain (analyze, buffers, format json) ${text}`, values);
        plans.push(explained.rows[0]['QUERY PLAN'][0].Plan);
        return (await session.client.query(text, values)).rows;
      },
    } as unknown as EngineDatabase);

  async function look(sortOrder: 'asc' | 'desc', after: string | null): Promise<void> {
    for (const [what, [filter, index, pages]] of Object.entries(LISTS)) {
      const whole = { tags: [], context: [], ...filter };
      const { ids } = await reader().definitions({ ...whole, context: [] });
      plans = [];
      const rows = await reader().page({ ...whole, definitions: ids }, { after, descending: sortOrder === 'desc', limit: PAGE });
      const nodes = plans.flatMap(nodesOf);
      const read = plans.reduce((sum, plan) => sum + plan['Shared Hit Blocks'] + plan['Shared Read Blocks'], 0);
      figure(`${what}, ${sortOrder}: ${read} pages`);
      const scanned = nodes.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name']);
      expect(
        scanned.filter((table) => !SMALL.includes(table)),
        what,
      ).toEqual([]);
      expect(
        nodes.map((node) => node['Index Name'] ?? ''),
        what,
      ).toContain(index);
      expect(read, what).toBeLessThan(pages);
      const query = { ...filter, context: Object.fromEntries(filter.context ?? []), sortOrder };
      const expected = (await tasksThatMatch(session, query)).filter(
        (id) => after === null || (sortOrder === 'asc' ? id > after : id < after),
      );
      expect(
        rows.map(({ task_id }) => task_id),
        what,
      ).toEqual(expected.slice(0, PAGE));
    }
  }

  it('walk an index in their order and stop when the page is full, from the beginning and from the middle, with and without statistics', async () => {
    for (const table of ['tasks', 'task_terms', 'task_transitions', 'dead_letters'])
      await session.rows(`alter table tasker.${table} set (autovacuum_enabled = false)`);
    const [common, rare] = await define(session.client, ['common', 'rare']);
    await insertListedHistory(session.client, TASKS, [common!.namedTask, rare!.namedTask]);
    await look('asc', null);
    await session.rows('vacuum (analyze) tasker.tasks, tasker.task_terms, tasker.task_transitions, tasker.dead_letters');
    const [middle] = await session.rows('select task_id from tasker.tasks order by task_id offset $1 limit 1', [TASKS / 2]);
    await look('desc', middle!['task_id'] as string);
  });

  it('by time read those of the time only, also when no id says it', async () => {
    const [common] = await define(session.client, ['scattered']);
    await insertScatteredTasks(session.client, TASKS, common!.namedTask);
    const times = [
      { requestedAfter: day(20.04), requestedBefore: day(20) },
      { requestedAfter: day(0.05) },
      { requestedAfter: day(-1) },
      { requestedBefore: day(29.95) },
    ];
    for (const statistics of [false, true]) {
      if (statistics) await session.rows('vacuum (analyze) tasker.tasks, tasker.task_terms');
      for (const [place, filter] of times.entries()) {
        plans = [];
        const whole = { tags: [], context: [], definitions: null, ...filter };
        const rows = await reader().page(whole, { after: null, descending: false, limit: PAGE });
        const read = plans.reduce((sum, plan) => sum + plan['Shared Hit Blocks'] + plan['Shared Read Blocks'], 0);
        figure(`of a time among scattered ids, ${place}: ${read} pages`);
        expect(read).toBeLessThan(600);
        const expected = await tasksThatMatch(session, filter);
        expect(expected.length > PAGE).toBe(place !== 2);
        expect(rows.map(({ task_id }) => task_id)).toEqual(expected.slice(0, PAGE));
      }
    }
  });
});
