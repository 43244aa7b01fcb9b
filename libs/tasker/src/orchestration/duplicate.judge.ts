import { Injectable } from '@nestjs/common';
import semver from 'semver';
import type { EntityManager } from 'typeorm';
import { TaskReader, type TaskRow } from '../database/task.reader.js';
import type { CreateReport } from '../database/tasker.functions.js';
import { DuplicateTaskError } from '../model/errors.js';
import { isPlainObject } from '../definitions/value.rules.js';
import { EngineSettings } from './engine.settings.js';
import { differences, type RequestedTask } from './request.difference.js';
import { keyIdentity, type CheckedRequest, type PlannedTask } from './task.planner.js';

/** Decides whether an existing task may be given for a request that asks for the same one. */
@Injectable()
export class DuplicateJudge {
  constructor(
    private readonly reader: TaskReader,
    private readonly settings: EngineSettings,
  ) {}

  /**
   * Ids of the tasks that have the keys of these requests, by the id that was asked for. Asked before anything is planned: a repeated
   * request runs no hook, and no stricter check of a newer version refuses it.
   *
   * @throws DuplicateTaskError when duplicates are refused, or the request differs from the task that has its key
   */
  async known(checked: readonly CheckedRequest[], manager: EntityManager | undefined): Promise<ReadonlyMap<string, string>> {
    const keyed = checked.flatMap((one) => ({ one, hash: keyIdentity(one)?.hash })).filter(({ hash }) => hash !== undefined);
    if (keyed.length === 0) return new Map();
    const hashes = keyed.map(({ hash }) => hash!);
    const rows = new Map((await this.reader.identities(hashes, manager)).map((row) => [row.identity_hash, row]));
    return new Map(
      keyed.flatMap(({ one, hash }): [string, string][] => {
        const row = rows.get(hash!);
        if (row === undefined) return [];
        this.judge(one, row, true);
        return [[one.taskId, row.task_id]];
      }),
    );
  }

  /** @throws DuplicateTaskError when duplicates are refused, or the request differs from the task that has its key */
  async check(planned: readonly PlannedTask[], { duplicates }: CreateReport, manager: EntityManager | undefined): Promise<void> {
    if (duplicates.size === 0) return;
    const rows = await this.reader.tasks([...new Set(duplicates.values())], manager);
    const byId = new Map(rows.map((row) => [row.task_id, row]));
    for (const task of planned) {
      const row = byId.get(duplicates.get(task.taskId) ?? '');
      if (row !== undefined) this.judge(task, row, task.identity?.byKey === true);
    }
  }

  private judge(request: CheckedRequest, row: TaskRow, byKey: boolean): void {
    const found = byKey ? differences(stored(row), asked(request, row)) : [];
    if (found.length > 0 || this.settings.identity.onDuplicate === 'refuse') throw new DuplicateTaskError(row.task_id, found);
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

/** What was asked for in words; what was left open is as the task has it: a newer version may fill in something else. */
function asked({ request, indexed, asked: context }: CheckedRequest, row: TaskRow): RequestedTask {
  const { version, priority = row.priority, tags = [], bypassSteps = [] } = request;
  const { initiator = 'unknown', sourceSystem = 'unknown', reason = 'unknown' } = request;
  const given: unknown = JSON.parse(context);
  return {
    version: isAskedFor(row.version, version) ? row.version : indexed.task.definition.version,
    context: indexed.task.checkContext === undefined ? given : completed(given, row.context),
    ...{ tags, bypassSteps, priority, initiator, sourceSystem, reason },
  };
}

function isAskedFor(version: string, asked: string | undefined): boolean {
  return asked === undefined || asked === 'latest' || semver.satisfies(version, asked, { includePrerelease: true });
}

/** The context with what it lacks as it was stored: defaults need not be the same today, nor constant. */
function completed(given: unknown, kept: unknown): unknown {
  if (Array.isArray(given) && Array.isArray(kept)) return given.map((item, place) => completed(item, kept[place]));
  if (!isPlainObject(given) || !isPlainObject(kept)) return given;
  const both = Object.entries(given).map(([key, value]) => [key, completed(value, Object.hasOwn(kept, key) ? kept[key] : undefined)]);
  return { ...kept, ...(Object.fromEntries(both) as object) };
}
