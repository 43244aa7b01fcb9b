import { Injectable } from '@nestjs/common';
import type { Access } from '../../auth/access.js';
import { ForbiddenError } from '../../auth/auth.errors.js';
import { TaskReader } from '../../database/task.reader.js';
import type { TaskAnnotation } from '../../definitions/task-hooks.js';
import { NotFoundError } from '../../model/errors.js';
import { DependentSystems, type SystemLink } from '../../orchestration/dependent.systems.js';
import {
  TaskAnnotations,
  type AnnotationList,
  type AnnotationQuery,
  type AnnotationType,
  type StoredAnnotation,
} from '../../orchestration/task.annotations.js';
import { AccessScope } from './access.scope.js';

/** A thing by its id in an external system. */
export interface SystemThing {
  readonly system: string;
  readonly id: string;
}

/** Notes on tasks and links between systems on behalf of a caller: what REST and GraphQL have in common. */
@Injectable()
export class NoteCalls {
  constructor(
    private readonly annotations: TaskAnnotations,
    private readonly systems: DependentSystems,
    private readonly scope: AccessScope,
    private readonly tasks: TaskReader,
  ) {}

  /** Notes on tasks that the caller reaches. @throws InvalidRequestError; NotFoundError for a task that there is not */
  async list(caller: Access, query: Omit<AnnotationQuery, 'within'>): Promise<AnnotationList> {
    const page = await this.annotations.list(caller.namespaces === null ? query : { ...query, within: caller.namespaces });
    // Whether the task exists is asked only where nothing shows that it does.
    if (query.taskId !== undefined && page.annotations.length === 0) await this.existing(caller, query.taskId);
    return page;
  }

  /** @throws InvalidRequestError; NotFoundError */
  async add(caller: Access, taskId: string, { type, annotation }: TaskAnnotation): Promise<StoredAnnotation> {
    await this.scope.task(caller, taskId);
    const id = await this.annotations.add(taskId, type, annotation);
    const [stored] = await this.annotations.find({ taskId, cursor: String(BigInt(id) - 1n), limit: 1 });
    if (stored === undefined) throw unknownTask(taskId);
    return stored;
  }

  /** Kinds of notes; of a confined caller those that tasks in its namespaces have. */
  types(caller: Access): Promise<AnnotationType[]> {
    return this.annotations.types(caller.namespaces ?? undefined);
  }

  /** @throws ForbiddenError for a confined caller: links belong to no namespace; InvalidRequestError */
  async links(caller: Access, { system, id }: SystemThing): Promise<SystemLink[]> {
    refuseConfined(caller);
    return this.systems.find(system, id);
  }

  /** @throws as `links` */
  async link(caller: Access, one: SystemThing, two: SystemThing): Promise<{ readonly linkId: string; readonly created: boolean }> {
    refuseConfined(caller);
    return this.systems.link(one.system, one.id, two.system, two.id);
  }

  private async existing(caller: Access, taskId: string): Promise<void> {
    const namespace = await this.tasks.namespaceOf(taskId);
    if (namespace === null || !caller.reaches(namespace)) throw unknownTask(taskId);
  }
}

function unknownTask(taskId: string): NotFoundError {
  return new NotFoundError(`there is no task ${taskId}`);
}

function refuseConfined(caller: Access): void {
  if (caller.namespaces !== null) throw new ForbiddenError('links between systems belong to no namespace, and you are confined to some');
}
