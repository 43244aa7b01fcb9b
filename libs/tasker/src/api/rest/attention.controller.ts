import { Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Access } from '../../auth/access.js';
import type { DeadLetterActing } from '../../orchestration/dead-letter.resolution.js';
import { Caller } from '../access/caller.js';
import { OperatorCalls } from '../calls/operator.calls.js';
import {
  COUNT_LETTERS,
  COUNT_STALE,
  LETTER_FILTER,
  LETTER_QUERY,
  LIST_LETTERS,
  LIST_STALE,
  RESOLVE_LETTER,
  STALE_QUERY,
} from './attention.contracts.js';
import { presentDeadLetter, presentStaleTask } from './attention.presenter.js';
import { taskIdOf } from './contract/path.parameter.js';
import { readQuery } from './contract/query.field.js';
import { readBody } from './contract/request.body.js';
import { Route } from './contract/route.contract.js';
import type { HttpRequest } from './http.request.js';
import { PageLinks } from './page.links.js';
import { inRestTerms } from './request.fields.js';
import { ATTENTION_SCHEMAS } from './schemas/attention.schemas.js';
import { isoTime } from './step.presenter.js';
import { TaskAnswers } from './task.answers.js';
import type { TaskJson } from './task.presenter.js';
import { refuseQuery } from './task.request.js';
import { TaskerController } from './tasker-controller.decorator.js';

type DeadLetterJson = ReturnType<typeof presentDeadLetter>;
type StaleTaskJson = ReturnType<typeof presentStaleTask>;

/** Tasks that need a person over REST. */
@TaskerController('dead_letters')
export class DeadLettersController {
  constructor(
    private readonly operator: OperatorCalls,
    private readonly answers: TaskAnswers,
    private readonly links: PageLinks,
  ) {}

  /** A page of them in the order of their ids. */
  @Get()
  @Route(LIST_LETTERS)
  async list(
    @Caller() caller: Access,
    @Req() http: HttpRequest,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<{ dead_letters: DeadLetterJson[]; next_cursor: string | null }> {
    const query = readQuery(LETTER_QUERY, http.query);
    const { entries, nextCursor } = await inRestTerms(() => this.operator.deadLetters(caller, query));
    this.links.next(http, response, nextCursor);
    return { dead_letters: entries.map(presentDeadLetter), next_cursor: nextCursor };
  }

  /** How many there are. */
  @Get('count')
  @Route(COUNT_LETTERS)
  async count(@Caller() caller: Access, @Req() http: HttpRequest): Promise<{ count: number }> {
    const query = readQuery(LETTER_FILTER, http.query);
    return { count: await inRestTerms(() => this.operator.deadLetterCount(caller, query)) };
  }

  /** Retries the task or takes it as done. */
  @Post(':task_id/resolve')
  @HttpCode(200)
  @Route(RESOLVE_LETTER)
  async resolve(@Caller() caller: Access, @Req() http: HttpRequest): Promise<{ task: TaskJson }> {
    const taskId = taskIdOf(http);
    refuseQuery(http.query);
    const { fields } = readBody(http.body, { schema: ATTENTION_SCHEMAS.ResolveDeadLetterBody });
    const acting = fields as unknown as DeadLetterActing;
    return this.answers.of(await inRestTerms(() => this.operator.resolveDeadLetter(caller, taskId, acting)));
  }
}

/** Warnings about tasks that do not go on over REST. */
@TaskerController('stale_tasks')
export class StaleTasksController {
  constructor(
    private readonly operator: OperatorCalls,
    private readonly links: PageLinks,
  ) {}

  /** A page of them in the order of their tasks. */
  @Get()
  @Route(LIST_STALE)
  async list(
    @Caller() caller: Access,
    @Req() http: HttpRequest,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<{ stale_tasks: StaleTaskJson[]; next_cursor: string | null }> {
    const query = readQuery(STALE_QUERY, http.query);
    const { tasks, nextCursor } = await inRestTerms(() => this.operator.staleTasks(caller, query));
    this.links.next(http, response, nextCursor);
    return { stale_tasks: tasks.map(presentStaleTask), next_cursor: nextCursor };
  }

  /** How many of each kind. */
  @Get('count')
  @Route(COUNT_STALE)
  async count(
    @Caller() caller: Access,
    @Req() http: HttpRequest,
  ): Promise<{ counts: Record<string, { count: number; oldest: string | null }> }> {
    refuseQuery(http.query);
    const counts = Object.entries(await this.operator.staleCounts(caller));
    return { counts: Object.fromEntries(counts.map(([kind, { count, oldest }]) => [kind, { count, oldest: isoTime(oldest) }])) };
  }
}
