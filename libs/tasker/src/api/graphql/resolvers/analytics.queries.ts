import { Injectable } from '@nestjs/common';
import { ArgsType, Field, ID, InputType, Int, Float } from '@nestjs/graphql';
import type { BottleneckAnalytics } from '../../../analysis/bottleneck.analytics.js';
import { AnalyticsCalls, type PerformanceAnswer } from '../../calls/analytics.calls.js';
import { HealthCalls } from '../../calls/health.calls.js';
import { RootQuery, type GraphqlCall } from '../contract/root.field.js';
import { inGraphqlTerms } from '../in-graphql.terms.js';
import { TaskerBottleneckAnalytics, TaskerPerformance } from '../schema/analytics.type.js';
import { TaskerHealthStatus } from '../schema/health.type.js';
import { TaskerWhatIf } from '../schema/analysis.type.js';
import { taskIdOf } from '../schema/present.js';

@ArgsType()
class PerformanceArgs {
  @Field(() => String, { nullable: true })
  namespace?: string;

  @Field(() => String, { nullable: true })
  name?: string;

  @Field(() => String, { nullable: true })
  version?: string;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Counts what was committed until now. Default false: an answer that was kept will do.',
  })
  fresh?: boolean;
}

@ArgsType()
class BottlenecksArgs extends PerformanceArgs {
  @Field(() => Int, { nullable: true, description: 'Hours to look back. Default 24.' })
  period?: number;
}

/** By what the duration of a step is multiplied. */
@InputType({ description: 'By what the duration of a step is multiplied: 0.5 is twice as fast.' })
export class TaskerStepFactor {
  @Field()
  step: string;

  @Field(() => Float)
  factor: number;
}

@ArgsType()
class WhatIfArgs {
  @Field(() => ID)
  taskId: string;

  @Field(() => [TaskerStepFactor])
  factors: TaskerStepFactor[];
}

/** Queries about how tasks and steps are doing. */
@Injectable()
export class AnalyticsQueries {
  constructor(
    private readonly analytics: AnalyticsCalls,
    private readonly health: HealthCalls,
  ) {}

  @RootQuery({
    type: () => TaskerPerformance,
    args: () => PerformanceArgs,
    permission: 'tasker.analytics:index',
    description: 'The last hour, four hours and day of everything, or of the tasks in the scope.',
    cost: 1_000,
  })
  performance({ fresh, ...scope }: PerformanceArgs, { caller }: GraphqlCall): Promise<PerformanceAnswer> {
    return inGraphqlTerms(() => this.analytics.performance(caller, scope, fresh === undefined ? {} : { fresh }));
  }

  @RootQuery({
    type: () => TaskerBottleneckAnalytics,
    args: () => BottlenecksArgs,
    permission: 'tasker.analytics:index',
    description: 'What is slow, what fails and what waits.',
    cost: 1_000,
  })
  bottlenecks({ fresh, period, ...scope }: BottlenecksArgs, { caller }: GraphqlCall): Promise<BottleneckAnalytics> {
    const question = { ...(fresh === undefined ? {} : { fresh }), ...(period === undefined ? {} : { period }) };
    return inGraphqlTerms(() => this.analytics.bottlenecks(caller, scope, question));
  }

  @RootQuery({
    type: () => TaskerWhatIf,
    args: () => WhatIfArgs,
    permission: 'tasker.task:show',
    description: 'What becomes of the expected finish of a task when steps take longer or shorter.',
    cost: 1_000,
  })
  whatIf({ taskId, factors }: WhatIfArgs, { caller }: GraphqlCall): Promise<object> {
    const byStep = Object.fromEntries(factors.map(({ step, factor }) => [step, factor]));
    return inGraphqlTerms(() => this.analytics.whatIf(caller, taskIdOf(taskId), byStep));
  }

  @RootQuery({
    type: () => TaskerHealthStatus,
    permission: 'tasker.health_status:index',
    description: 'How the whole system does; not for callers that are confined to namespaces.',
    cost: 1_000,
  })
  healthStatus(_: object, { caller }: GraphqlCall): Promise<object> {
    return this.health.status(caller);
  }
}
