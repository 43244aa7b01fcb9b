import { Get, Req, Res } from '@nestjs/common';
import type { Access } from '../../auth/access.js';
import { Caller } from '../access/caller.js';
import { DiagramCalls } from '../calls/diagram.calls.js';
import { HandlerCalls } from '../calls/handler.calls.js';
import {
  DIFFERENCE_QUERY,
  HANDLER_PARAMS,
  handlerOf,
  NAMESPACE_PARAMS,
  namespaceOf,
  PICTURE_QUERY,
  VERSION_QUERY,
} from './handler.request.js';
import { readQuery } from './contract/query.field.js';
import { json, ref, Route } from './contract/route.contract.js';
import { DiagramAnswer, diagramAnswers } from './diagram.answer.js';
import { presentDiagram, presentDifference } from './diagram.presenter.js';
import { presentHandler, presentNamespace, presentVersions } from './handler.presenter.js';
import type { HttpRequest } from './http.request.js';
import { InvalidRequestError } from '../../model/errors.js';
import { refuseQuery } from './task.request.js';
import { TaskerController } from './tasker-controller.decorator.js';

const NO_HANDLER = { 404: 'There is no such namespace, name or version.' };

/** What this process can run: namespaces, their tasks, and one definition with its graph. Nothing of the application is run for it. */
@TaskerController('handlers')
export class HandlersController {
  constructor(
    private readonly handlers: HandlerCalls,
    private readonly diagrams: DiagramCalls,
    private readonly answer: DiagramAnswer,
  ) {}

  /** The namespaces that the caller reaches. */
  @Get()
  @Route({
    operationId: 'listNamespaces',
    tag: 'Handlers',
    summary: 'Namespaces with the number of their tasks',
    permission: 'tasker.handler:index',
    answers: { 200: json('The namespaces', ref('NamespaceList')) },
  })
  list(@Caller() caller: Access, @Req() http: HttpRequest) {
    refuseQuery(http.query);
    const namespaces = this.handlers.namespaces(caller);
    return {
      namespaces: namespaces.map(presentNamespace),
      total_namespaces: namespaces.length,
      generated_at: new Date().toISOString(),
    };
  }

  /** The tasks of a namespace. */
  @Get(':namespace')
  @Route({
    operationId: 'listHandlersInNamespace',
    tag: 'Handlers',
    summary: 'The tasks of a namespace with their versions',
    permission: 'tasker.handler:index',
    params: NAMESPACE_PARAMS,
    answers: { 200: json('The tasks', ref('HandlerList')) },
    refusals: { 404: 'There is no such namespace.' },
  })
  namespace(@Caller() caller: Access, @Req() http: HttpRequest) {
    refuseQuery(http.query);
    const namespace = namespaceOf(http);
    const handlers = this.handlers.inNamespace(caller, namespace).map(presentVersions);
    return { namespace, handlers, total_handlers: handlers.length };
  }

  /** One definition with its graph. */
  @Get(':namespace/:name')
  @Route({
    operationId: 'getHandlerWithDependencies',
    tag: 'Handlers',
    summary: 'A definition with its steps and their graph',
    permission: 'tasker.handler:show',
    params: HANDLER_PARAMS,
    query: VERSION_QUERY,
    answers: { 200: json('The definition', ref('HandlerAnswer')) },
    refusals: NO_HANDLER,
  })
  show(@Caller() caller: Access, @Req() http: HttpRequest) {
    const { version } = readQuery(VERSION_QUERY, http.query);
    const handler = this.handlers.get(caller, { ...handlerOf(http), version });
    const { namespace, name, hash } = handler;
    return {
      handler: presentHandler(handler),
      generated_at: new Date().toISOString(),
      cache_key: `tasker:handlers:${namespace}/${name}/${handler.version}:${hash.slice(0, 16)}`,
    };
  }

  /** One definition as a picture. */
  @Get(':namespace/:name/diagram')
  @Route({
    operationId: 'getHandlerDiagram',
    tag: 'Diagrams',
    summary: 'A definition as a picture',
    permission: 'tasker.handler:show',
    params: HANDLER_PARAMS,
    query: PICTURE_QUERY,
    answers: diagramAnswers('The steps that it declares; the longest way through them is marked.', ref('Diagram')),
    refusals: NO_HANDLER,
  })
  diagram(@Caller() caller: Access, @Req() http: HttpRequest, @Res() response: unknown): void {
    const { version, format: asked } = readQuery(PICTURE_QUERY, http.query);
    const format = this.answer.formatOf(http, asked);
    const diagram = this.diagrams.ofHandler(caller, { ...handlerOf(http), version });
    this.answer.write(response, format, { json: () => presentDiagram(diagram), diagram: () => diagram });
  }

  /** What one version declares otherwise than another. */
  @Get(':namespace/:name/diff')
  @Route({
    operationId: 'compareHandlerVersions',
    tag: 'Handlers',
    summary: 'How two versions of a definition differ',
    description: 'Steps with one name are the same step. Of settings, values of sensitive keys are masked.',
    permission: 'tasker.handler:show',
    params: HANDLER_PARAMS,
    query: DIFFERENCE_QUERY,
    answers: diagramAnswers('What was added, removed and changed.', ref('HandlerDifference')),
    refusals: NO_HANDLER,
  })
  difference(@Caller() caller: Access, @Req() http: HttpRequest, @Res() response: unknown): void {
    const { format: asked, from, to = 'latest' } = readQuery(DIFFERENCE_QUERY, http.query);
    if (from === undefined) throw new InvalidRequestError([{ path: 'from', message: 'is required: the version to begin with' }]);
    const format = this.answer.formatOf(http, asked);
    const reference = { ...handlerOf(http), from, to };
    this.answer.write(response, format, {
      json: () => presentDifference(this.diagrams.difference(caller, reference)),
      diagram: () => this.diagrams.ofDifference(caller, reference),
    });
  }
}
