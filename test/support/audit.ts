import { expect } from 'vitest';
import type { Connection } from './rows.js';

/** Expects that the engine's own audit and the guards (see `installGuards`) have found nothing wrong. */
export async function expectSound(connection: Connection): Promise<void> {
  const { rows } = await connection.query('select * from tasker.audit_tasks()');
  expect(rows, 'audit_tasks()').toEqual([]);
  const guarded = await connection.query("select to_regclass('public.violations') is not null as present");
  if (guarded.rows[0].present !== true) return;
  const violations = await connection.query('select rule, detail from public.violations');
  expect(violations.rows, 'moves that no statement may make').toEqual([]);
}
