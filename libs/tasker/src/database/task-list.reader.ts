import { Injectable } from '@nestjs/common';
import { EngineDatabase } from './engine.database.js';
import { TaskListStatement, type ListPart } from './task-list.statement.js';
import { walksOf, type NarrowedFilter, type TaskFilter, type TaskWalk } from './task-list.walks.js';
import { TASK_ROW, TASK_SOURCE, type TaskRow } from './task.reader.js';

export type { NarrowedFilter, TaskFilter } from './task-list.walks.js';

/** One page of a list in task_id order, which is the order of creation. */
export interface TaskPage extends ListPart {
  readonly filter: TaskFilter;
}

/** The definitions that a filter leaves. */
export interface ListedDefinitions {
  /** Null: it leaves all. */
  readonly ids: readonly number[] | null;
  /** Paths that one of them declares searchable, each once. */
  readonly searchable: readonly string[];
}

/** So many rows of a walk are counted before it is chosen; more of them are as good as any number. */
const MOST_COUNTED = 10_000;

/** Reads lists of tasks; changes nothing. */
@Injectable()
export class TaskListReader {
  constructor(private readonly database: EngineDatabase) {}

  /** Which definitions a filter leaves; asks nobody when it says nothing of them. */
  async definitions({ namespace, name, version, within, context }: TaskFilter): Promise<ListedDefinitions> {
    const narrowed = [namespace, name, version, within].some((value) => value !== undefined);
    if (!narrowed && context.length === 0) return { ids: null, searchable: [] };
    const { prefix } = this.database;
    const rows = await this.database.records<{ named_task_id: number; searchable: string[] }>(
      `select d.named_task_id, d.searchable from ${prefix}.named_tasks d
       join ${prefix}.task_namespaces n on n.task_namespace_id = d.task_namespace_id
       where ($1::text is null or n.name = $1) and ($2::text is null or d.name = $2) and ($3::text is null or d.version = $3)
         and ($4::text[] is null or n.name = any ($4))`,
      [namespace ?? null, name ?? null, version ?? null, within ?? null],
    );
    return {
      ids: narrowed ? rows.map(({ named_task_id: id }) => id) : null,
      searchable: [...new Set(rows.flatMap(({ searchable }) => searchable))].sort(),
    };
  }

  /** One page without contexts. */
  async page(filter: NarrowedFilter, part: ListPart): Promise<TaskRow[]> {
    if (filter.definitions?.length === 0) return [];
    const walk = await this.walk(filter, part);
    const { prefix } = this.database;
    const statement = new TaskListStatement(prefix, filter);
    const text = `select ${TASK_ROW} from (${statement.ids(walk, part)}) i join ${TASK_SOURCE(prefix)} on t.task_id = i.task_id
      order by i.task_id ${part.descending ? 'desc' : 'asc'}`;
    return this.database.records<TaskRow>(text, statement.values);
  }

  /** How many tasks there are on all pages. */
  async count(filter: NarrowedFilter): Promise<number> {
    if (filter.definitions?.length === 0) return 0;
    const walk = await this.walk(filter, { after: null, descending: false, limit: 0 });
    const statement = new TaskListStatement(this.database.prefix, filter);
    const rows = await this.database.records<{ total: string }>(statement.count(walk), statement.values);
    return Number(rows[0]!.total);
  }

  /** The shortest walk that finds the list; among long ones the one that is likely to find enough first. */
  private async walk(filter: NarrowedFilter, part: ListPart): Promise<TaskWalk> {
    const walks = walksOf(filter);
    if (walks.length === 1) return walks[0]!;
    const statement = new TaskListStatement(this.database.prefix, filter);
    const text = statement.sizes(walks, part, MOST_COUNTED);
    const rows = await this.database.records<{ sizes: number[] }>(text, statement.values);
    const { sizes } = rows[0]!;
    return walks[sizes.indexOf(Math.min(...sizes))]!;
  }
}
