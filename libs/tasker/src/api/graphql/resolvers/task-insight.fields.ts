import { Args, ArgsType, Field, Parent } from '@nestjs/graphql';
import { TaskCalls } from '../../calls/task.calls.js';
import { AnalyticsCalls } from '../../calls/analytics.calls.js';
import { DiagramCalls } from '../../calls/diagram.calls.js';
import { HistoryCalls } from '../../calls/history.calls.js';
import { StepCalls } from '../../calls/step.calls.js';
import { Below } from '../contract/below.js';
import { NestedField, NestedFields } from '../contract/nested.field.js';
import { diagramNode, drawn, type DiagramFormat } from '../diagram.drawing.js';
import { inGraphqlTerms } from '../in-graphql.terms.js';
import { analysisNode } from '../schema/analysis.node.js';
import { TaskerForecast, TaskerTaskAnalysis } from '../schema/analysis.type.js';
import { pageOf, type Page } from '../schema/connection.js';
import { TaskerDiagram, TaskerDiagramFormat } from '../schema/handler.type.js';
import { TaskerTransitionConnection, transitionNode } from '../schema/history.type.js';
import { PageArgs, pageTerms } from '../schema/page.args.js';
import { explanationNode, readinessNode } from '../schema/progress.node.js';
import { TaskerExecutionContext, TaskerExplanation, TaskerStepReadiness } from '../schema/progress.type.js';
import { TaskerTask } from '../schema/task.type.js';
import { TaskerSortOrder } from '../schema/words.js';
import type { Loading } from '../task.loaders.js';

/** A page of history. */
@ArgsType()
export class HistoryArgs extends PageArgs {
  @Field(() => TaskerSortOrder, { nullable: true, description: 'Default asc: the oldest first.' })
  sortOrder?: 'asc' | 'desc';
}

@ArgsType()
class DiagramArgs {
  @Field(() => TaskerDiagramFormat, { nullable: true, description: 'Default mermaid.' })
  format?: DiagramFormat;
}

/** Fields of a task that are read for one task at a time. */
@NestedFields(() => TaskerTask)
export class TaskInsightFields {
  constructor(
    private readonly tasks: TaskCalls,
    private readonly steps: StepCalls,
    private readonly histories: HistoryCalls,
    private readonly analytics: AnalyticsCalls,
    private readonly diagrams: DiagramCalls,
  ) {}

  @NestedField('TaskerTask', {
    type: () => TaskerTransitionConnection,
    permission: 'tasker.task:show',
    alone: true,
    cost: 100,
    description: 'What has happened to it and to its steps, in order.',
  })
  async transitions(
    @Parent() { taskId }: TaskerTask,
    @Below() { caller }: Loading,
    @Args({ type: () => HistoryArgs }) { sortOrder, ...page }: HistoryArgs,
  ): Promise<Page<object>> {
    const query = { ...pageTerms(page), ...(sortOrder == null ? {} : { sortOrder }) };
    const { records, nextCursor } = await inGraphqlTerms(() => this.histories.ofTask(caller, taskId, query));
    return pageOf(records.map(transitionNode), { nextCursor, after: page.after });
  }

  @NestedField('TaskerTask', {
    type: () => TaskerExplanation,
    permission: 'tasker.task:explain',
    alone: true,
    cost: 100,
    description: 'Why it, and each of its unfinished steps, is not finished.',
  })
  async explanation(@Parent() { taskId }: TaskerTask, @Below() { caller }: Loading): Promise<object> {
    return explanationNode(await this.tasks.explain(caller, taskId));
  }

  @NestedField('TaskerTask', {
    type: () => TaskerExecutionContext,
    permission: 'tasker.task:explain',
    alone: true,
    cost: 100,
    description: 'Where it stands as a whole, and what should happen next.',
  })
  executionContext(@Parent() { taskId }: TaskerTask, @Below() { caller }: Loading): Promise<object> {
    return this.tasks.executionContext(caller, taskId);
  }

  @NestedField('TaskerTask', {
    type: () => [TaskerStepReadiness],
    permission: 'tasker.workflow_step:explain',
    alone: true,
    cost: 100,
    description: 'Which steps may run, and what keeps the others back.',
  })
  async readiness(@Parent() { taskId }: TaskerTask, @Below() { caller }: Loading): Promise<readonly object[]> {
    return (await this.steps.readiness(caller, taskId)).map(readinessNode);
  }

  @NestedField('TaskerTask', {
    type: () => TaskerTaskAnalysis,
    permission: 'tasker.task:show',
    alone: true,
    cost: 500,
    description: 'Critical paths, parallelism, error chains and bottlenecks as it stands.',
  })
  async analysis(@Parent() { taskId }: TaskerTask, @Below() { caller }: Loading): Promise<object> {
    return analysisNode(await this.analytics.analysis(caller, taskId));
  }

  @NestedField('TaskerTask', {
    type: () => TaskerForecast,
    permission: 'tasker.task:show',
    alone: true,
    cost: 500,
    description: 'When it will be finished.',
  })
  forecast(@Parent() { taskId }: TaskerTask, @Below() { caller }: Loading): Promise<object> {
    return this.analytics.forecast(caller, taskId);
  }

  @NestedField('TaskerTask', {
    type: () => String,
    permission: 'tasker.task_diagram:index',
    alone: true,
    cost: 500,
    description: 'A picture of it as text.',
  })
  async diagram(
    @Parent() { taskId }: TaskerTask,
    @Below() { caller }: Loading,
    @Args({ type: () => DiagramArgs }) { format }: DiagramArgs,
  ): Promise<string> {
    return drawn(await this.diagrams.ofTask(caller, taskId), format);
  }

  @NestedField('TaskerTask', {
    type: () => TaskerDiagram,
    permission: 'tasker.task_diagram:index',
    alone: true,
    cost: 500,
    description: 'What a picture of it shows.',
  })
  async diagramData(@Parent() { taskId }: TaskerTask, @Below() { caller }: Loading): Promise<object> {
    return diagramNode(await this.diagrams.ofTask(caller, taskId));
  }
}
