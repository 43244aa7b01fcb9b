import { readdirSync, readFileSync } from 'node:fs';

/** The schema name that the files under `schema/` are written with. */
export const DEFAULT_SCHEMA = 'tasker';

type ObjectKind = 'tables' | 'indexes' | 'functions' | 'triggers' | 'views';

/** Tables in the order in which their foreign keys allow them to be created. */
const TABLES = [
  'task_namespaces',
  'named_tasks',
  'dependent_systems',
  'dependent_system_object_maps',
  'named_steps',
  'named_tasks_named_steps',
  'lanes',
  'limits',
  'limit_keys',
  'annotation_types',
  'tasks',
  'workflow_steps',
  'task_transitions',
  'workflow_step_transitions',
  'task_annotations',
  'task_deadlines',
  'annotation_hooks',
  'dead_letters',
  'task_terms',
  'task_warnings',
  'task_bottlenecks',
  'archived_tasks',
  'limit_slots',
  'limit_waits',
  'workers',
  'job_leases',
  'event_consumers',
  'event_cursors',
  'event_feed',
  'event_deliveries',
  'analytics_marks',
  'analytics_totals',
  'analytics_tasks',
  'analytics_steps',
  'analytics_errors',
  'analytics_slowest',
] as const;

/** The table that each trigger is on: without it a trigger cannot be dropped. */
const TRIGGERS: Readonly<Record<string, string>> = {
  feed_task_transitions: 'task_transitions',
  feed_workflow_step_transitions: 'workflow_step_transitions',
};

const folder = (kind: ObjectKind) => new URL(`./schema/${kind}/`, import.meta.url);

/** Names of the objects of a kind, in the order in which they are created; a file is named after its object. */
export function objectNames(kind: ObjectKind): readonly string[] {
  if (kind === 'tables') return TABLES;
  return readdirSync(folder(kind))
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.slice(0, -'.sql'.length))
    .sort();
}

/** What is wrong with a schema name, as a sentence that begins with the option's path; undefined when it can be used. */
export function schemaNameIssue(schema: unknown): string | undefined {
  if (typeof schema === 'string' && /^[a-z_][a-z0-9_]{0,47}$/.test(schema) && !schema.startsWith('pg_')) return undefined;
  const given = typeof schema === 'string' ? JSON.stringify(schema) : typeof schema;
  return (
    `database.schema: ${given} cannot be a schema name: use 1 to 48 lower-case letters, digits and underscores, ` +
    `not beginning with a digit or with pg_.`
  );
}

/**
 * Rewrites the text of a schema file for a schema name: `tasker.` becomes `"wf".`, and `wf.` at the start of a string
 * literal, which is how notification channels and lock names are told apart between two schemas of one database.
 */
function renderFor(schema: string, sql: string): string {
  if (schema === DEFAULT_SCHEMA) return sql;
  return sql.replace(/('?)\btasker\./g, (_, quote: string) => (quote === '' ? `"${schema}".` : `'${schema}.`));
}

function readAll(kind: ObjectKind): string[] {
  return objectNames(kind).map((name) => readFileSync(new URL(`${name}.sql`, folder(kind)), 'utf8'));
}

/**
 * The statements that install everything into a schema, which may exist and be empty. They are meant to be sent as one
 * query: PostgreSQL then runs them in one transaction, also for a caller who opened none.
 */
export function installStatements(schema: string): string {
  const objects = (['tables', 'indexes', 'functions', 'triggers', 'views'] as const).flatMap(readAll).join('\n');
  return [
    `do $$ begin if to_regnamespace('"${schema}"') is null then create schema "${schema}"; end if; end $$;`,
    // Functions call each other, and they are created in alphabetical order.
    'set local check_function_bodies = off;',
    renderFor(schema, objects),
    'reset check_function_bodies;',
  ].join('\n');
}

/** The statements that remove what `installStatements` made, and the schema if nothing of anybody else is left in it. */
export function removeStatements(schema: string): string {
  const drop = (kind: ObjectKind, word: string) =>
    [...objectNames(kind)].reverse().map((name) => `drop ${word} if exists "${schema}"."${name}";`);
  return [
    ...drop('views', 'view'),
    ...Object.entries(TRIGGERS).map(([name, table]) => `drop trigger if exists "${name}" on "${schema}"."${table}";`),
    ...drop('functions', 'function'),
    ...drop('tables', 'table'),
    `do $$ begin if to_regnamespace('"${schema}"') is not null then drop schema "${schema}"; end if;`,
    'exception when dependent_objects_still_exist then null; end $$;',
  ].join('\n');
}

/** Notes in the schema which migration it stands at: also readable where the ledger is a host's own. */
export function stampStatement(schema: string, version: number): string {
  return `comment on table "${schema}".tasks is 'nestjs-tasker schema ${version}';`;
}
