import { Get, Req, Res } from '@nestjs/common';
import type { Access } from '../../../auth/access.js';
import type { LiveFilter } from '../../../orchestration/live/live.filter.js';
import { Caller } from '../../access/caller.js';
import { LiveCalls } from '../../calls/live.calls.js';
import { taskIdOf } from '../contract/path.parameter.js';
import { readQuery } from '../contract/query.field.js';
import { Route } from '../contract/route.contract.js';
import type { HttpRequest } from '../http.request.js';
import { inRestTerms } from '../request.fields.js';
import { TaskerController } from '../tasker-controller.decorator.js';
import { EVENTS, EVENTS_QUERY, TASK_EVENTS, TASK_EVENTS_QUERY } from './live.contracts.js';
import { LiveEvents } from './live.events.js';

/** Live changes as server-sent events. Express takes the first route that fits: it stands before `/tasks/:task_id`. */
@TaskerController('tasks')
export class LiveController {
  constructor(
    private readonly live: LiveCalls,
    private readonly events: LiveEvents,
  ) {}

  /** Changes of the tasks that a filter means, until the client goes. */
  @Get('events')
  @Route(EVENTS)
  ofTasks(@Caller() caller: Access, @Req() http: HttpRequest, @Res() response: unknown): Promise<void> {
    const { after, ...asked } = readQuery(EVENTS_QUERY, http.query);
    const filter = filterOf(asked);
    return this.events.send(http, response, (terms) => inRestTerms(() => this.live.watch(caller, filter, { after, ...terms })));
  }

  /** Changes of one task, until the client goes; 404 when there is none of this id. */
  @Get(':task_id/events')
  @Route(TASK_EVENTS)
  ofTask(@Caller() caller: Access, @Req() http: HttpRequest, @Res() response: unknown): Promise<void> {
    const taskId = taskIdOf(http);
    const { after } = readQuery(TASK_EVENTS_QUERY, http.query);
    return this.events.send(http, response, (terms) => inRestTerms(() => this.live.watch(caller, { taskId }, { after, ...terms })));
  }
}

type Asked = Omit<ReturnType<typeof readQuery<typeof EVENTS_QUERY>>, 'after'>;

function filterOf({ status, tag, source_system, requested_after, requested_before, ...same }: Asked): LiveFilter {
  const renamed = {
    state: status,
    tags: tag,
    sourceSystem: source_system,
    requestedAfter: requested_after,
    requestedBefore: requested_before,
  };
  return { ...same, ...Object.fromEntries(Object.entries(renamed).filter(([, value]) => value !== undefined)) };
}
