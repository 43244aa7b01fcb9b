import { Injectable } from '@nestjs/common';
import type { Access } from '../../auth/access.js';
import { addressOf } from '../../auth/caller.address.js';
import { LiveChanges } from '../../orchestration/live/live.changes.js';
import type { LiveFilter } from '../../orchestration/live/live.filter.js';
import type { LiveStream } from '../../orchestration/live/live.stream.js';
import { AccessScope } from './access.scope.js';

/** What a caller wants to be told of: one task, or the tasks that a filter means. */
export type LiveQuestion = { readonly taskId: string } | LiveFilter;

/** Where a stream begins, and what ends it. */
export interface WatchTerms {
  /** A cursor of an earlier stream of the same question. */
  readonly after?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The HTTP request of the caller, or the one that opened its connection: its address stands for a caller whom nobody knows. */
  readonly request: unknown;
}

/** Live changes on behalf of a caller: what server-sent events and subscriptions have in common. */
@Injectable()
export class LiveCalls {
  constructor(
    private readonly live: LiveChanges,
    private readonly scope: AccessScope,
  ) {}

  /**
   * Changes of what the caller reaches; the stream ends when its credentials expire.
   *
   * @throws NotFoundError for an unknown task, or one that is out of reach
   * @throws InvalidRequestError for a filter or cursor that cannot be used
   * @throws LiveUnavailableError where `live.maxStreams` are open, or `live.maxStreamsPerCaller` of this caller
   */
  async watch(caller: Access, question: LiveQuestion, { after, signal, request }: WatchTerms): Promise<LiveStream> {
    const { principal, namespaces: within } = caller;
    const holder = principal === null ? `address:${addressOf(request)}` : `principal:${principal.id}`;
    const terms = { after, signal, until: principal?.expiresAt, within, caller: holder };
    if (!('taskId' in question)) return this.live.tasks(question, terms);
    await this.scope.task(caller, question.taskId);
    return this.live.task(question.taskId, terms);
  }
}
