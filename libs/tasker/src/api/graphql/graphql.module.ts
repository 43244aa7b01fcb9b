import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { OperationPermissions } from '../access/operation.permissions.js';
import { mountedResolver, type GraphqlMode } from './contract/mounted.resolver.js';
import { ResolvedOperationPermissions } from './operation/resolved-operation.permissions.js';
import { CallerTrace } from '../rest/caller.trace.js';
import { RequestCorrelation } from '../rest/request.correlation.js';
import { RequestTraces } from './request.traces.js';
import { AnalyticsQueries } from './resolvers/analytics.queries.js';
import { HandlerQueries } from './resolvers/handler.queries.js';
import { ChangeFields } from './resolvers/change.fields.js';
import { LiveSubscriptions } from './resolvers/live.subscriptions.js';
import { NoteQueries } from './resolvers/note.queries.js';
import { OperatorMutations } from './resolvers/operator.mutations.js';
import { OperatorQueries } from './resolvers/operator.queries.js';
import { StepFields } from './resolvers/step.fields.js';
import { StepMutations } from './resolvers/step.mutations.js';
import { TaskInsightFields } from './resolvers/task-insight.fields.js';
import { TaskFields } from './resolvers/task.fields.js';
import { TaskMutations } from './resolvers/task.mutations.js';
import { TaskQueries } from './resolvers/task.queries.js';
import { TaskLoaders } from './task.loaders.js';

/** Everything that has root fields. */
export const ROOT_RESOLVERS: readonly Type[] = [
  TaskQueries,
  NoteQueries,
  OperatorQueries,
  HandlerQueries,
  AnalyticsQueries,
  TaskMutations,
  StepMutations,
  OperatorMutations,
  LiveSubscriptions,
];

/** Everything that has fields of objects. */
export const FIELD_RESOLVERS: readonly Type[] = [TaskFields, TaskInsightFields, StepFields, ChangeFields];

const AGENTS: Provider[] = [
  { provide: OperationPermissions, useClass: ResolvedOperationPermissions },
  TaskLoaders,
  RequestTraces,
  RequestCorrelation,
  CallerTrace,
];

/** The fields of this package. In mode 'host' every module imports it: whatever a GraphQLModule includes, it has them. */
@Module({})
export class TaskerGraphqlModule {
  static of(mode: GraphqlMode, calls: DynamicModule): DynamicModule {
    const resolvers = [...ROOT_RESOLVERS.map((resolver) => mountedResolver(resolver, mode)), ...FIELD_RESOLVERS];
    return { module: TaskerGraphqlModule, global: mode === 'host', imports: [calls], providers: [...AGENTS, ...resolvers] };
  }
}
