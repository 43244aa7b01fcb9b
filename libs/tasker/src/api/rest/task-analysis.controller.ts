import { Get, HttpCode, Post, Req } from '@nestjs/common';
import type { StepFactors } from '../../analysis/forecast/what-if.forecast.js';
import type { Access } from '../../auth/access.js';
import { Caller } from '../access/caller.js';
import { AnalyticsCalls } from '../calls/analytics.calls.js';
import { presentForecast, presentTaskAnalysis, presentWhatIf } from './analysis.presenter.js';
import { TASK_PARAMS, taskIdOf } from './contract/path.parameter.js';
import { readBody } from './contract/request.body.js';
import { json, ref, Route, type RouteContract } from './contract/route.contract.js';
import type { HttpRequest } from './http.request.js';
import { inRestTerms } from './request.fields.js';
import { WHAT_IF_BODY } from './schemas/task-analysis.schemas.js';
import { refuseQuery } from './task.request.js';
import { TaskerController } from './tasker-controller.decorator.js';

const OF_TASK = {
  tag: 'Analytics',
  permission: 'tasker.task:show',
  params: TASK_PARAMS,
  refusals: { 404: 'There is no such task.' },
} as const satisfies Partial<RouteContract>;

/** How one task is shaped, what holds it up, and when it will be finished. */
@TaskerController('tasks')
export class TaskAnalysisController {
  constructor(private readonly analytics: AnalyticsCalls) {}

  /** Its graph, critical paths, parallelism, error chains and bottlenecks. */
  @Get(':task_id/analysis')
  @Route({
    ...OF_TASK,
    operationId: 'analyzeTask',
    summary: 'Critical paths, error chains and bottlenecks of a task',
    answers: { 200: json('The analysis', ref('TaskAnalysisAnswer')) },
  })
  async analysis(@Caller() caller: Access, @Req() http: HttpRequest) {
    const taskId = taskIdOf(http);
    refuseQuery(http.query);
    return { dependency_analysis: presentTaskAnalysis(await this.analytics.analysis(caller, taskId)) };
  }

  /** When it will be finished, from how long its steps have taken. */
  @Get(':task_id/forecast')
  @Route({
    ...OF_TASK,
    operationId: 'forecastTask',
    summary: 'When a task will be finished',
    answers: { 200: json('The forecast', ref('TaskForecastAnswer')) },
  })
  async forecast(@Caller() caller: Access, @Req() http: HttpRequest) {
    const taskId = taskIdOf(http);
    refuseQuery(http.query);
    return { forecast: presentForecast(await this.analytics.forecast(caller, taskId)) };
  }

  /** What becomes of that when steps take longer or shorter; nothing is changed. */
  @Post(':task_id/what_if')
  @HttpCode(200)
  @Route({
    ...OF_TASK,
    operationId: 'forecastTaskWhatIf',
    summary: 'When a task would be finished if steps took longer or shorter',
    body: { schema: ref('WhatIfBody'), example: { factors: { charge_card: 0.5 } } },
    answers: { 200: json('Both forecasts', ref('TaskWhatIfAnswer')) },
  })
  async whatIf(@Caller() caller: Access, @Req() http: HttpRequest) {
    const taskId = taskIdOf(http);
    refuseQuery(http.query);
    const { factors } = readBody(http.body, { schema: WHAT_IF_BODY }).fields;
    return { what_if: presentWhatIf(await inRestTerms(() => this.analytics.whatIf(caller, taskId, factors as StepFactors))) };
  }
}
