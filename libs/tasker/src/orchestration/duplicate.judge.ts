import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import semver from 'semver';
import type { EntityManager } from 'typeorm';
import { TaskReader, type IdentifiedRow } from '../database/task.reader.js';
import type { CreateReport } from '../database/tasker.functions.js';
import { ParameterFilter } from '../events/parameter.filter.js';
import { DuplicateTaskError, type FieldIssue } from '../model/errors.js';
import { canonicalJson } from '../model/canonical.json.js';
import { EngineSettings } from './engine.settings.js';
import { differences, type RequestedTask } from './request.difference.js';
import { UNKNOWN, wordsOf } from './request.words.js';
import { comparedWords, keyIdentity, type CheckedRequest, type PlannedTask } from './task.planner.js';

/** Decides whether an existing task may be given for a request that asks for the same one. */
@Injectable()
export class DuplicateJudge {
  constructor(
    private readonly reader: TaskReader,
    private readonly settings: EngineSettings,
    private readonly filter: ParameterFilter,
  ) {}

  /**
   * Ids of the tasks that have the keys of these requests, by the id that was asked for. Asked before anything is planned: a repeated
   * request runs no hook, and no stricter check of a newer version refuses it.
   *
   * @throws DuplicateTaskError when duplicates are refused, or the request differs from the task that has its key
   */
  async known(checked: readonly CheckedRequest[], manager: EntityManager | undefined): Promise<ReadonlyMap<string, string>> {
    const keyed = checked.flatMap((one) => {
      const key = keyIdentity(one);
      return key === null ? [] : [{ one, hash: key.hash }];
    });
    if (keyed.length === 0) return new Map();
    const hashes = keyed.map(({ hash }) => hash);
    const rows = await this.rows(hashes, manager);
    return new Map(
      keyed.flatMap(({ one, hash }): [string, string][] => {
        const row = rows.get(hash);
        if (row === undefined) return [];
        this.judge(one, row, true);
        return [[one.taskId, row.task_id]];
      }),
    );
  }

  /** @throws DuplicateTaskError when duplicates are refused, or the request differs from the task that has its key */
  async check(planned: readonly PlannedTask[], { duplicates }: CreateReport, manager: EntityManager | undefined): Promise<void> {
    if (duplicates.size === 0) return;
    const repeated = planned.filter(({ taskId }) => duplicates.has(taskId));
    const rows = await this.rows(
      repeated.flatMap(({ identity }) => identity?.hash ?? []),
      manager,
    );
    for (const task of repeated) {
      const row = rows.get(task.identity?.hash ?? '');
      if (row !== undefined) this.judge(task, row, task.identity?.byKey === true);
    }
  }

  private async rows(hashes: readonly string[], manager: EntityManager | undefined): Promise<ReadonlyMap<string, IdentifiedRow>> {
    return new Map((await this.reader.identities(hashes, manager)).map((row) => [row.identity_hash, row]));
  }

  private judge(request: CheckedRequest, row: IdentifiedRow, byKey: boolean): void {
    const found = byKey && !isRepeated(request, row) ? this.differences(request, row) : [];
    if (found.length > 0 || this.settings.identity.onDuplicate === 'refuse') throw new DuplicateTaskError(row.task_id, found);
  }

  /** Masked: the error stands in logs, and in answers to callers. */
  private differences(request: CheckedRequest, row: IdentifiedRow): readonly FieldIssue[] {
    const words = asked(request, row);
    const known = this.filter.textFilter([row.context, words.context]);
    const mask = { content: (value: unknown) => known.content(value), text: (text: string) => known.text(text), mask: this.filter.mask };
    return told(differences(stored(row), words, mask), request);
  }
}

/** The differences without what may be a default of the context, as long as others are left. */
function told(found: readonly FieldIssue[], { indexed }: CheckedRequest): readonly FieldIssue[] {
  if (indexed.task.checkContext === undefined) return found;
  const certain = found.filter(({ path, message }) => !(path.startsWith('context.') && message.endsWith('the request nothing')));
  return certain.length > 0 ? certain : found;
}

/** Whether a request asks in words for what the task was asked for. An initiator that was filled in, then or by this call, is no difference. */
function isRepeated(one: CheckedRequest, row: IdentifiedRow): boolean {
  const initiator = one.namesInitiator ? one.request.initiator : row.initiator;
  const initiators = initiator === row.initiator ? [UNKNOWN, row.initiator] : [];
  return initiators.some((each) => row.request_hash === askedHash(one, { initiator: each }));
}

/** SHA-256 (hex) of what a request asks for in words, before anything is filled in: the same request has the same one after a deployment. */
export function askedHash(one: CheckedRequest, { initiator }: Pick<RequestedTask, 'initiator'> = comparedWords(one)): string {
  const { request, asked: context } = one;
  const { priority = null, version = null } = request;
  const given: unknown = JSON.parse(context);
  return createHash('sha256')
    .update(canonicalJson({ version, context: given, priority, ...wordsOf(request), initiator }))
    .digest('hex');
}

function stored(row: IdentifiedRow): RequestedTask {
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
function asked(one: CheckedRequest, row: IdentifiedRow): RequestedTask {
  const { request, indexed, asked: context, namesInitiator } = one;
  const { version, priority = row.priority } = request;
  const given: unknown = JSON.parse(context);
  return {
    version: isAskedFor(row.version, version) ? row.version : indexed.task.definition.version,
    context: given,
    priority,
    ...comparedWords(one),
    ...(namesInitiator ? {} : { initiator: row.initiator }),
  };
}

function isAskedFor(version: string, asked: string | undefined): boolean {
  return asked === undefined || asked === 'latest' || semver.satisfies(version, asked, { includePrerelease: true });
}
