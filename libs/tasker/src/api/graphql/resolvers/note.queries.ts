import { Injectable } from '@nestjs/common';
import { ArgsType, Field, ID } from '@nestjs/graphql';
import type { AnnotationQuery } from '../../../orchestration/task.annotations.js';
import { NoteCalls } from '../../calls/note.calls.js';
import { TaskBatchCalls } from '../../calls/task-batch.calls.js';
import { RootQuery, type GraphqlCall } from '../contract/root.field.js';
import { inGraphqlTerms } from '../in-graphql.terms.js';
import { pageOf, type Page } from '../schema/connection.js';
import { TaskerAnnotationConnection, TaskerAnnotationType, TaskerSystemLink } from '../schema/note.type.js';
import { PageArgs, pageTerms } from '../schema/page.args.js';
import { taskIdOf } from '../schema/present.js';
import { taskNode, TaskerTask, TaskerTaskConnection } from '../schema/task.type.js';

@ArgsType()
class AnnotationsArgs extends PageArgs {
  @Field(() => ID, { nullable: true })
  taskId?: string;

  @Field(() => String, { nullable: true })
  type?: string;

  @Field(() => String, { nullable: true, description: 'A key at the top of the note.' })
  key?: string;

  @Field(() => String, { nullable: true, description: 'The value of the key as text. Only with `key`.' })
  value?: string;
}

@ArgsType()
class TasksByAnnotationArgs extends PageArgs {
  @Field()
  annotationType: string;

  @Field()
  annotationKey: string;

  @Field()
  annotationValue: string;
}

@ArgsType()
class LinksArgs {
  @Field()
  system: string;

  @Field()
  id: string;
}

/** Queries about notes, and about links between systems. */
@Injectable()
export class NoteQueries {
  constructor(
    private readonly notes: NoteCalls,
    private readonly tasks: TaskBatchCalls,
  ) {}

  @RootQuery({
    type: () => TaskerAnnotationConnection,
    args: () => AnnotationsArgs,
    permission: 'tasker.annotation:index',
    description:
      'Notes in the order of writing. For a caller of some namespaces a page looks at 10,000 notes at most: it may have fewer than asked for, or none, and still a next one.',
  })
  async annotations({ first, after, taskId, ...filter }: AnnotationsArgs, { caller }: GraphqlCall): Promise<Page<object>> {
    const list = await inGraphqlTerms(() =>
      this.notes.list(caller, { ...filter, ...(taskId === undefined ? {} : { taskId: taskIdOf(taskId) }), ...pageTerms({ first, after }) }),
    );
    return pageOf(list.annotations, { nextCursor: list.nextCursor, after });
  }

  @RootQuery({
    type: () => TaskerTaskConnection,
    args: () => TasksByAnnotationArgs,
    permission: 'tasker.task:index',
    description:
      'Tasks that have such a note, in the order of their notes; a task with several of them on a page stands there once. Pages are those of annotations.',
  })
  async tasksByAnnotation(
    { annotationType, annotationKey, annotationValue, ...page }: TasksByAnnotationArgs,
    call: GraphqlCall,
  ): Promise<Page<TaskerTask>> {
    const query: AnnotationQuery = { type: annotationType, key: annotationKey, value: annotationValue, ...pageTerms(page) };
    const list = await inGraphqlTerms(() => this.notes.list(call.caller, query));
    const ids = [...new Set(list.annotations.map(({ taskId }) => taskId))];
    const found = await this.tasks.summaries(call.caller, ids);
    const tasks = ids.flatMap((id) => found.get(id) ?? []);
    return pageOf(tasks.map(taskNode), { nextCursor: list.nextCursor, after: page.after });
  }

  @RootQuery({ type: () => [TaskerAnnotationType], permission: 'tasker.annotation:index', description: 'Kinds of notes, by name.' })
  annotationTypes(_: object, { caller }: GraphqlCall): Promise<readonly object[]> {
    return this.notes.types(caller);
  }

  @RootQuery({
    type: () => [TaskerSystemLink],
    args: () => LinksArgs,
    permission: 'tasker.annotation:index',
    description: 'What a thing of one system is in the others.',
  })
  systemLinks(thing: LinksArgs, { caller }: GraphqlCall): Promise<readonly object[]> {
    return inGraphqlTerms(() => this.notes.links(caller, thing));
  }
}
