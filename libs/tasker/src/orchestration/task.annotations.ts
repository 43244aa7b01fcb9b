import { Injectable } from '@nestjs/common';
import { AnnotationStore, type AnnotationRow, type FoundAnnotationRow } from '../database/annotation.store.js';
import type { TaskAnnotation } from '../definitions/task-hooks.js';
import { InvalidRequestError, NotFoundError, type FieldIssue } from '../model/errors.js';
import type { JsonObject } from '../model/json.js';
import { EngineSettings } from './engine.settings.js';
import { checkedAnnotation } from './annotation.check.js';
import { checkedNamespaces, listIssues, NAMESPACES, type ListRules } from './list.query.js';
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
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
  /** Only notes on tasks of these namespaces, whatever else is asked for. */
  readonly within?: readonly string[];
}

/** One page of notes, and where the next one begins; null after the last. Of some namespaces a page may have fewer notes than its limit, or none. */
export interface AnnotationList {
  readonly annotations: StoredAnnotation[];
  readonly nextCursor: string | null;
}

/** A kind of notes. */
export interface AnnotationType {
  readonly name: string;
  readonly description: string | null;
}

/** Kinds of notes that are told at most. */
const MOST_TYPES = 1_000;
/** Notes that are looked at for those on tasks of some namespaces: for a page, and for each kind. */
const MOST_LOOKED = 10_000;

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
    return (await this.rows(query, { more: 0, looked: null })).map(annotationView);
  }

  /**
   * One page of them. `within`: it ends when 10,000 notes have been looked at, of whatever namespaces, and its cursor goes on there.
   *
   * @throws InvalidRequestError
   */
  async list(query: AnnotationQuery = {}): Promise<AnnotationList> {
    const { limit = DEFAULT_LIMIT, within } = query;
    const rows = await this.rows(query, { more: 1, looked: within === undefined ? null : MOST_LOOKED });
    const found = rows.filter(({ reached }) => reached).map(annotationView);
    const annotations = found.slice(0, limit);
    const end = rows.find(({ ends }) => ends)?.task_annotation_id ?? null;
    return { annotations, nextCursor: found.length > limit ? annotations.at(-1)!.annotationId : end };
  }

  /**
   * The kinds of notes by name, at most 1,000. `within`: those that one of the latest 10,000 notes of the kind has on a task of these
   * namespaces.
   *
   * @throws InvalidRequestError
   */
  async types(within?: readonly string[]): Promise<AnnotationType[]> {
    const rows = await this.store.types(checkedNamespaces(within), { limit: MOST_TYPES, looked: MOST_LOOKED });
    return rows.map(({ name, description }) => ({ name, description }));
  }

  private rows(query: AnnotationQuery, { more, looked }: { more: number; looked: number | null }): Promise<FoundAnnotationRow[]> {
    const issues = queryIssues(query);
    if (issues.length > 0) return Promise.reject(new InvalidRequestError(issues));
    const { type = null, key = null, value = null, taskId = null, limit = DEFAULT_LIMIT, cursor = null, within = null } = query;
    return this.store.find({ type, key, value, taskId, within }, { limit: limit + more, after: cursor, looked });
  }
}

const DEFAULT_LIMIT = 20;
const TEXT: ListRules[string] = [isStorable, 'must be a text that can be stored'];
const RULES: ListRules = {
  type: TEXT,
  key: TEXT,
  value: TEXT,
  taskId: [isUuid, 'must be a UUID'],
  cursor: [(value) => typeof value === 'string' && /^\d{1,18}$/.test(value), 'is not a cursor of this list'],
  within: NAMESPACES,
};

function queryIssues(query: AnnotationQuery): FieldIssue[] {
  const issues = listIssues(query, RULES);
  const keyless = issues.length === 0 && query.value !== undefined && query.key === undefined;
  return keyless ? [{ path: 'value', message: 'needs a key' }] : issues;
}

function isStorable(text: unknown): boolean {
  return typeof text === 'string' && !/\0|\p{Cs}/u.test(text);
}

function annotationView({ task_annotation_id, task_id, type, annotation, created_at }: AnnotationRow): StoredAnnotation {
  return { annotationId: task_annotation_id, taskId: task_id, type, annotation: annotation as JsonObject, createdAt: created_at };
}
