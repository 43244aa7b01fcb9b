import { Get, Post, Req, Res } from '@nestjs/common';
import type { Access } from '../../auth/access.js';
import type { JsonObject } from '../../model/json.js';
import type { AnnotationList, AnnotationType } from '../../orchestration/task.annotations.js';
import { Caller } from '../access/caller.js';
import { NoteCalls } from '../calls/note.calls.js';
import { presentAnnotation, type TaskAnnotationJson } from './annotation.presenter.js';
import { taskIdOf } from './contract/path.parameter.js';
import { readQuery } from './contract/query.field.js';
import { readBody } from './contract/request.body.js';
import { Route } from './contract/route.contract.js';
import type { HttpRequest } from './http.request.js';
import { ALL_NOTES, CREATE_NOTE, NOTE_QUERY, NOTE_TYPES, TASK_NOTES } from './note.contracts.js';
import { PageLinks } from './page.links.js';
import { inRestTerms } from './request.fields.js';
import { NOTE_SCHEMAS } from './schemas/note.schemas.js';
import { refuseQuery } from './task.request.js';
import { TaskerController } from './tasker-controller.decorator.js';

interface AnnotationPage {
  readonly task_annotations: readonly TaskAnnotationJson[];
  readonly next_cursor: string | null;
}

function presentPage({ annotations, nextCursor }: AnnotationList): AnnotationPage {
  return { task_annotations: annotations.map(presentAnnotation), next_cursor: nextCursor };
}

/** Notes on one task over REST. */
@TaskerController('tasks/:task_id/annotations')
export class TaskAnnotationsController {
  constructor(
    private readonly notes: NoteCalls,
    private readonly links: PageLinks,
  ) {}

  /** A page of them in the order of writing. */
  @Get()
  @Route(TASK_NOTES)
  async list(@Caller() caller: Access, @Req() http: HttpRequest, @Res({ passthrough: true }) response: unknown): Promise<AnnotationPage> {
    const taskId = taskIdOf(http);
    const query = readQuery(NOTE_QUERY, http.query);
    const page = await inRestTerms(() => this.notes.list(caller, { ...query, taskId }));
    this.links.next(http, response, page.nextCursor);
    return presentPage(page);
  }

  /** Writes a note; its type comes into being with it. */
  @Post()
  @Route(CREATE_NOTE)
  async create(@Caller() caller: Access, @Req() http: HttpRequest): Promise<{ task_annotation: TaskAnnotationJson }> {
    const taskId = taskIdOf(http);
    refuseQuery(http.query);
    const { fields, prefix } = readBody(http.body, { schema: NOTE_SCHEMAS.NewAnnotation, wrapper: 'task_annotation' });
    const note = { type: fields.type as string, annotation: fields.annotation as JsonObject };
    return { task_annotation: presentAnnotation(await inRestTerms(() => this.notes.add(caller, taskId, note), prefix)) };
  }
}

/** Notes on all tasks over REST. */
@TaskerController('annotations')
export class AnnotationsController {
  constructor(
    private readonly notes: NoteCalls,
    private readonly links: PageLinks,
  ) {}

  /** A page of them in the order of writing. */
  @Get()
  @Route(ALL_NOTES)
  async list(@Caller() caller: Access, @Req() http: HttpRequest, @Res({ passthrough: true }) response: unknown): Promise<AnnotationPage> {
    const query = readQuery(NOTE_QUERY, http.query);
    const page = await inRestTerms(() => this.notes.list(caller, query));
    this.links.next(http, response, page.nextCursor);
    return presentPage(page);
  }
}

/** Kinds of notes over REST. */
@TaskerController('annotation_types')
export class AnnotationTypesController {
  constructor(private readonly notes: NoteCalls) {}

  /** By name. */
  @Get()
  @Route(NOTE_TYPES)
  async list(@Caller() caller: Access, @Req() http: HttpRequest): Promise<{ annotation_types: AnnotationType[] }> {
    refuseQuery(http.query);
    return { annotation_types: await this.notes.types(caller) };
  }
}
