import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { TaskReader, type TaskRow } from '../database/task.reader.js';
import type { CreateReport } from '../database/tasker.functions.js';
import { DuplicateTaskError } from '../model/errors.js';
import { EngineSettings } from './engine.settings.js';
import { differences, type RequestedTask } from './request.difference.js';
import type { PlannedTask } from './task.planner.js';

/** Decides whether an existing task may be given for a request that asks for the same one. */
@Injectable()
export class DuplicateJudge {
  constructor(
    private readonly reader: TaskReader,
    private readonly settings: EngineSettings,
  ) {}

  /** @throws DuplicateTaskError when duplicates are refused, or the request differs from the task that has its key */
  async check(planned: readonly PlannedTask[], { duplicates }: CreateReport, manager: EntityManager | undefined): Promise<void> {
    if (duplicates.size === 0) return;
    const rows = await this.reader.tasks([...new Set(duplicates.values())], manager);
    const byId = new Map(rows.map((row) => [row.task_id, row]));
    for (const task of planned) {
      const existing = duplicates.get(task.taskId);
      if (existing === undefined) continue;
      const row = byId.get(existing);
      const found = task.identity?.byKey === true && row !== undefined ? differences(stored(row), asked(task, row)) : [];
      if (found.length > 0 || this.settings.identity.onDuplicate === 'refuse') throw new DuplicateTaskError(existing, found);
    }
  }
}

function stored(row: TaskRow): RequestedTask {
  return {
    version: row.version,
    context: row.context,
    tags: row.tags,
    bypassSteps: row.bypass_steps,
    priority: row.priority,
    initiator: row.initiator,
    sourceSystem: row.source_system,
    reason: row.reason,
  };
}

/** What the definition would decide today is no difference: the same request comes again after another version was deployed. */
function asked({ request, indexed, context }: PlannedTask, row: TaskRow): RequestedTask {
  const { version } = indexed.task.definition;
  return {
    version: request.version === version ? version : row.version,
    context: JSON.parse(context) as unknown,
    tags: request.tags ?? [],
    bypassSteps: request.bypassSteps ?? [],
    priority: request.priority ?? row.priority,
    initiator: request.initiator ?? 'unknown',
    sourceSystem: request.sourceSystem ?? 'unknown',
    reason: request.reason ?? 'unknown',
  };
}
