import { misplacedIn, type NarrowedFilter, type Place, type TaskWalk } from './task-list.walks.js';

/** Which part of a list: after a task, in one direction, so many. */
export interface ListPart {
  readonly after: string | null;
  readonly descending: boolean;
  readonly limit: number;
}

/** How far the time in an id may be from that of the creation: what is further off is among the misplaced (create_tasks). */
const MISPLACED_MS = 10_000;

/** A part whose ids are in some range; `place`: of its limit in the text. */
interface WalkedPart extends ListPart {
  readonly range: readonly string[];
  readonly place: string;
}

/** The text of one statement about a list, and the values in it. */
export class TaskListStatement {
  readonly values: unknown[] = [];

  constructor(
    private readonly prefix: string,
    private readonly filter: NarrowedFilter,
  ) {}

  /** The ids of a part, in its order. */
  ids(walk: TaskWalk, part: ListPart): string {
    const place = this.place(part.limit, 'integer');
    const range = this.inTime();
    const own = this.walked(walk, { ...part, range, place });
    if (range.length === 0) return own;
    const others = this.misplaced({ ...part, range: [`not (${range.join(' and ')})`], place });
    return `select u.task_id from ((${own}) union all (${others})) u order by u.task_id ${direction(part)} limit ${place}`;
  }

  /** How many tasks the whole list has. */
  count(walk: TaskWalk): string {
    const inTime = this.inTime();
    if (inTime.length === 0) return `select ${this.counted(walk, [])} as total`;
    return `select ${this.counted(walk, inTime)} + ${this.counted(misplacedIn(this.filter), [`not (${inTime.join(' and ')})`])} as total`;
  }

  /** How many rows each walk has from a part on, up to `most`. */
  sizes(walks: readonly TaskWalk[], part: ListPart, most: number): string {
    const counts = walks.map((walk) => {
      const where = all([...this.entry(walk), ...this.beyond(part), ...this.inTime()]);
      const rows = this.ofDefinitions(walk, part, (own, order) => {
        return `select from ${this.table(walk)} where ${all([own, where])} order by ${order} limit ${most}`;
      });
      return `(select least(count(*), ${most}) from (${rows}) x)`;
    });
    return `select array[${counts.join(', ')}]::integer[] as sizes`;
  }

  private walked(walk: TaskWalk, part: WalkedPart): string {
    const where = all([...this.entry(walk), ...this.beyond(part), ...part.range]);
    const sieve = this.sieve(walk);
    const rows = this.ofDefinitions(walk, part, (own, order) => {
      return `select m.task_id from ${this.table(walk)} ${sieve} where ${all([own, where])} order by ${order} limit ${part.place}`;
    });
    return walk.byDefinition ? `${rows} order by x.task_id ${direction(part)} limit ${part.place}` : rows;
  }

  /** Those of the list's time whose ids are elsewhere: all of them are sorted, before any is looked at. */
  private misplaced(part: WalkedPart): string {
    const walk = misplacedIn(this.filter);
    const where = all([...this.entry(walk), ...this.beyond(part), ...part.range]);
    const order = `order by m.task_id ${direction(part)}`;
    return `select m.task_id from (select m.task_id from ${this.table(walk)} where ${where} ${order}) m
      ${this.sieve(walk)} ${order} limit ${part.place}`;
  }

  /**
   * Lets those rows of a walk through whose task is one of the list. Its limit hides from the planner how many that are: it would sort what
   * it believes to be few. So it walks, and stops when there are enough.
   */
  private sieve(walk: TaskWalk): string {
    const onTasks = walk.table === 'tasks';
    const conditions = this.conditions(onTasks ? 'm' : 't', walk);
    if (conditions.length === 0) return '';
    if (onTasks) return `cross join lateral (select where ${all(conditions)} limit 1) t`;
    return `cross join lateral (select from ${this.prefix}.tasks t where ${all(['t.task_id = m.task_id', ...conditions])} limit 1) t`;
  }

  /** Counting reads all: how is left to the planner. */
  private counted(walk: TaskWalk, range: readonly string[]): string {
    const { definitions } = this.filter;
    const own = walk.byDefinition ? [`m.named_task_id = any (${this.place(definitions, 'integer[]')})`] : [];
    const conditions = this.conditions(walk.table === 'tasks' ? 'm' : 't', walk);
    const join = walk.table === 'tasks' || conditions.length === 0 ? '' : `join ${this.prefix}.tasks t on t.task_id = m.task_id`;
    return `(select count(*) from ${this.table(walk)} ${join} where ${all([...own, ...this.entry(walk), ...range, ...conditions])})`;
  }

  /**
   * Rows of a walk; where the index begins with the definition, of each by itself, so that each is read in order. An interval of both
   * columns leaves no other index that has this order: of a value that it does not know a planner would believe that it is everywhere, and
   * would look for it in all tasks.
   */
  private ofDefinitions({ byDefinition }: TaskWalk, part: ListPart, rows: (own: string, order: string) => string): string {
    const towards = direction(part);
    if (!byDefinition) return rows('true', `m.task_id ${towards}`);
    const [least, most] = this.between(part);
    const own = `(m.named_task_id, m.task_id) >= (d.id, ${least}) and (m.named_task_id, m.task_id) <= (d.id, ${most})`;
    const ids = this.place(this.filter.definitions, 'integer[]');
    return `select x.* from unnest(${ids}) as d (id)
      cross join lateral (${rows(own, `m.named_task_id ${towards}, m.task_id ${towards}`)}) x`;
  }

  /** The ids between which a part lies, both included. */
  private between({ after, descending }: ListPart): [least: string, most: string] {
    const from = after === null ? [] : [this.place(after, 'uuid')];
    const { since, until } = this.idsInTime();
    return [
      `greatest(${["'00000000-0000-0000-0000-000000000000'::uuid", ...(descending ? [] : from), ...since].join(', ')})`,
      `least(${["'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid", ...(descending ? from : []), ...until].join(', ')})`,
    ];
  }

  /** What a task must be besides what holds for everything on the walk. */
  private conditions(task: string, { byDefinition, says }: TaskWalk): string[] {
    const { place } = this;
    const { definitions, state, tags, initiator, sourceSystem, requestedAfter, requestedBefore, context } = this.filter;
    const others = tags.filter((tag) => says !== `tag ${tag}`);
    return [
      definitions === null || byDefinition ? [] : [`${task}.named_task_id = any (${place(definitions, 'integer[]')})`],
      state === undefined || says === 'state' ? [] : [`${task}.state = ${place(state, 'text')}`],
      others.length === 0 ? [] : [`${task}.tags @> ${place(others, 'text[]')}`],
      initiator === undefined || says === 'initiator' ? [] : [`${task}.initiator = ${place(initiator, 'text')}`],
      sourceSystem === undefined || says === 'sourceSystem' ? [] : [`${task}.source_system = ${place(sourceSystem, 'text')}`],
      requestedAfter === undefined ? [] : [`${task}.requested_at >= ${place(requestedAfter, 'timestamptz')}`],
      requestedBefore === undefined ? [] : [`${task}.requested_at < ${place(requestedBefore, 'timestamptz')}`],
      context.flatMap(([path, value]) => (says === `context.${path}` ? [] : [this.hasTerm(task, path, value)])),
    ].flat();
  }

  private hasTerm(task: string, path: string, value: string): string {
    const key = this.place(`context.${path}`, 'text');
    return `exists (select from ${this.prefix}.task_terms c where c.key = ${key}
      and c.value = ${this.prefix}.term_value(${key}, ${this.place(value, 'text')}) and c.task_id = ${task}.task_id)`;
  }

  private entry(walk: TaskWalk): string[] {
    return walk.entry(this.place, this.prefix);
  }

  private beyond({ after, descending }: ListPart): string[] {
    return after === null ? [] : [`m.task_id ${descending ? '<' : '>'} ${this.place(after, 'uuid')}`];
  }

  /** Between the ids of the times that are asked for. */
  private inTime(): string[] {
    const { since, until } = this.idsInTime();
    return [...since.map((id) => `m.task_id >= ${id}`), ...until.map((id) => `m.task_id < ${id}`)];
  }

  /** Ids of the future are misplaced, and nearly all that are no UUIDv7 are such. A year: the clock of the database may have been set back. */
  private idsInTime(): { since: string[]; until: string[] } {
    const { requestedAfter, requestedBefore } = this.filter;
    // Worked out once, not for each row.
    const future = `(select ${this.prefix}.task_id_at(now() + interval '1 year'))`;
    return {
      since: requestedAfter === undefined ? [] : [this.idAt(requestedAfter, -MISPLACED_MS)],
      until: [
        ...(requestedBefore === undefined ? [] : [this.idAt(requestedBefore, MISPLACED_MS)]),
        ...(requestedBefore === undefined && requestedAfter !== undefined ? [future] : []),
      ],
    };
  }

  private idAt(moment: Date, byMs: number): string {
    return `${this.prefix}.task_id_at(${this.place(new Date(moment.getTime() + byMs), 'timestamptz')})`;
  }

  private table({ table }: TaskWalk): string {
    return `${this.prefix}.${table} m`;
  }

  private readonly place: Place = (value, type) => `$${this.values.push(value)}::${type}`;
}

function direction({ descending }: ListPart): string {
  return descending ? 'desc' : 'asc';
}

function all(conditions: readonly string[]): string {
  return conditions.length === 0 ? 'true' : conditions.join(' and ');
}
