import type pg from 'pg';
import { machineNow } from '../measure/machine.clock.js';
import type { SoakCreator } from './soak.creator.js';

/** What stands in the rows at the end. */
export interface SoakEnd {
  readonly created: number;
  readonly createdSteps: number;
  /** By state; what retention has deleted is in none. */
  readonly states: Readonly<Record<string, number>>;
  readonly deleted: number;
  readonly cancelled: number;
  readonly resolved: number;
  readonly auditSeconds: number;
}

/** Tasks that do not rest. */
export async function unfinishedTasks(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ tasks: string }>('select count(*) as tasks from tasker.tasks where finished_at is null');
  return Number(rows[0]!.tasks);
}

/** @throws Error when a task is neither complete nor what a person made of it, when more are there than were created, or when the rows break a rule */
export async function checkEnd(client: pg.Client, { created, steps, cancelled, resolved }: SoakCreator): Promise<SoakEnd> {
  const { rows } = await client.query<{ state: string; tasks: string }>('select state, count(*) as tasks from tasker.tasks group by state');
  const states = Object.fromEntries(rows.map(({ state, tasks }) => [state, Number(tasks)]));
  const { complete = 0, cancelled: stopped = 0, resolved_manually: settled = 0, ...others } = states;
  if (Object.keys(others).length > 0) throw new Error(`at the end there are tasks in ${Object.keys(others).join(', ')}`);
  const deleted = created - complete - stopped - settled;
  if (deleted < 0 || stopped > cancelled || settled > resolved) {
    throw new Error(`of ${created} tasks there are ${JSON.stringify(states)}; ${cancelled} were cancelled, ${resolved} resolved`);
  }
  const began = machineNow();
  // Whole tables are joined: in files of the default size that takes minutes.
  await client.query(`set work_mem = '256MB'`);
  await client.query('analyze');
  const { rows: broken } = await client.query<{ rule: string; detail: string }>('select rule, detail from tasker.audit_tasks() limit 1');
  if (broken[0] !== undefined) throw new Error(`the rows break a rule: ${broken[0].rule}: ${broken[0].detail}`);
  const auditSeconds = (machineNow() - began) / 1_000;
  return { created, createdSteps: steps, states, deleted, cancelled, resolved, auditSeconds };
}
