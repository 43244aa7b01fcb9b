import { Injectable } from '@nestjs/common';
import { AnnotationStore, type AnnotationRow } from '../database/annotation.store.js';
import { suggestion } from '../model/near-names.js';
import type { TaskAnnotation } from '../definitions/task-hooks.js';
import { InvalidRequestError, NotFoundError, type FieldIssue } from '../model/errors.js';
import type { JsonObject } from '../model/json.js';
import { EngineSettings } from './engine.settings.js';
import { checkedAnnotation } from './annotation.check.js';
import { isUuid } from './request.validation.js';

/** A note on a task, as it is stored. */
export interface StoredAnnotation extends TaskAnnotation {
  /** Order of writing. */
  readonly annotationId: string;
  readonly taskId: string;
  readonly createdAt: Date;
}

/** Which notes to find; what is left out does not narrow. */
export interface AnnotationQuery {
  readonly type?: string;
  /** A key at the top of the note. */
  readonly key?: string;
  /** Its value as text: `'5'` finds the number and the text. Only with `key`. */
  readonly value?: string;
  readonly taskId?: string;
  /** 1 to 100. Default 20. */
  readonly limit?: number;
  /** The `annotationId` of the last note of the page before. */
  readonly after?: string;
}

/**
 * Notes on tasks.
 *
 * @example
 * await annotations.add(task.taskId, 'fraud_score', { score: 0.2 });
 * await annotations.find({ type: 'fraud_score', key: 'reviewer', value: 'ada' });
 */
@Injectable()
export class TaskAnnotations {
  constructor(
    private readonly store: AnnotationStore,
    private readonly settings: EngineSettings,
  ) {}

  /**
   * Adds a note; its type comes into being with it.
   *
   * @throws InvalidRequestError when type or content cannot be stored
   * @throws NotFoundError for an unknown task
   */
  async add(taskId: string, type: string, annotation: JsonObject): Promise<string> {
    if (!isUuid(taskId)) throw new InvalidRequestError([{ path: 'taskId', message: 'must be a UUID' }]);
    checkedAnnotation({ type, annotation }, this.settings.limits.contextBytes);
    const id = await this.store.add(taskId, type, JSON.stringify(annotation));
    if (id === null) throw new NotFoundError(`there is no task ${taskId}`);
    return id;
  }

  /** Notes in the order of writing. @throws InvalidRequestError */
  async find(query: AnnotationQuery = {}): Promise<StoredAnnotation[]> {
    const { type = null, key = null, value = null, taskId = null, limit = 20, after = null } = query;
    const issues = queryIssues(query);
    if (issues.length > 0) throw new InvalidRequestError(issues);
    return (await this.store.find({ type, key, value, taskId }, { limit, after })).map(annotationView);
  }
}

const QUERY_KEYS = ['type', 'key', 'value', 'taskId', 'limit', 'after'];

function queryIssues(query: AnnotationQuery): FieldIssue[] {
  const { type, key, value, taskId, limit = 1, after } = query;
  const unknown = Object.keys(query).filter((name) => !QUERY_KEYS.includes(name));
  const rules: Readonly<Record<string, string | false>> = {
    type: type !== undefined && !isStorable(type) && 'must be a text that can be stored',
    key: key !== undefined && !isStorable(key) && 'must be a text that can be stored',
    value: value !== undefined && valueIssue(value, key),
    taskId: taskId !== undefined && !isUuid(taskId) && 'must be a UUID',
    limit: !isPageSize(limit) && 'must be a whole number from 1 to 100',
    after: after !== undefined && !/^\d{1,18}$/.test(after) && 'must be the annotationId of a note',
  };
  return [
    ...unknown.map((path) => ({ path, message: `unknown key${suggestion(path, QUERY_KEYS)}` })),
    ...Object.entries(rules).flatMap(([path, message]) => (message === false ? [] : [{ path, message }])),
  ];
}

function isPageSize(limit: number): boolean {
  return Number.isInteger(limit) && limit >= 1 && limit <= 100;
}

function valueIssue(value: unknown, key: unknown): string | false {
  if (key === undefined) return 'needs a key';
  return !isStorable(value) && 'must be a text that can be stored';
}

function isStorable(text: unknown): boolean {
  return typeof text === 'string' && !/\0|\p{Cs}/u.test(text);
}

function annotationView({ task_annotation_id, task_id, type, annotation, created_at }: AnnotationRow): StoredAnnotation {
  return { annotationId: task_annotation_id, taskId: task_id, type, annotation: annotation as JsonObject, createdAt: created_at };
}
