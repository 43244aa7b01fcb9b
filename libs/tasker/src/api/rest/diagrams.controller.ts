import { Get, Req, Res } from '@nestjs/common';
import type { Access } from '../../auth/access.js';
import { Caller } from '../access/caller.js';
import { DiagramCalls } from '../calls/diagram.calls.js';
import { TASK_PARAMS, taskIdOf } from './contract/path.parameter.js';
import { readQuery } from './contract/query.field.js';
import { ref, Route, type RouteContract } from './contract/route.contract.js';
import { DiagramAnswer, diagramAnswers, FORMAT_QUERY } from './diagram.answer.js';
import { presentDiagram } from './diagram.presenter.js';
import type { HttpRequest } from './http.request.js';
import { TaskerController } from './tasker-controller.decorator.js';

const PICTURE = {
  tag: 'Diagrams',
  permission: 'tasker.task_diagram:index',
  params: TASK_PARAMS,
  query: FORMAT_QUERY,
  answers: diagramAnswers('The task with its steps, their states and what they wait for; the critical path is marked.', ref('Diagram')),
  refusals: { 404: 'There is no such task.' },
} as const satisfies Partial<RouteContract>;

/** Pictures of tasks: a page, SVG, Mermaid text or JSON. */
@TaskerController('tasks')
export class DiagramsController {
  constructor(
    private readonly diagrams: DiagramCalls,
    private readonly answer: DiagramAnswer,
  ) {}

  /** A task as a picture; 406 when `Accept` takes none of its formats. */
  @Get(':task_id/diagram')
  @Route({ ...PICTURE, operationId: 'getTaskDiagram', summary: 'A task as a picture' })
  show(@Caller() caller: Access, @Req() http: HttpRequest, @Res() response: unknown): Promise<void> {
    return this.draw(caller, http, response);
  }

  /** The same under the path of the original engine. */
  @Get(':task_id/task_diagrams')
  @Route({ ...PICTURE, operationId: 'getTaskDiagrams', summary: 'A task as a picture, under its other path' })
  alias(@Caller() caller: Access, @Req() http: HttpRequest, @Res() response: unknown): Promise<void> {
    return this.draw(caller, http, response);
  }

  private async draw(caller: Access, http: HttpRequest, response: unknown): Promise<void> {
    const taskId = taskIdOf(http);
    const format = this.answer.formatOf(http, readQuery(FORMAT_QUERY, http.query).format);
    const diagram = await this.diagrams.ofTask(caller, taskId);
    this.answer.write(response, format, { json: () => presentDiagram(diagram), diagram: () => diagram });
  }
}
