import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { PermissionCheck } from '../access/permission.check.js';
import { TaskerAuthGuard } from '../access/tasker-auth.guard.js';
import { AccessScope } from './access.scope.js';
import { AnalyticsCalls } from './analytics.calls.js';
import { DiagramCalls } from './diagram.calls.js';
import { HandlerCalls } from './handler.calls.js';
import { HistoryCalls } from './history.calls.js';
import { HealthCalls } from './health.calls.js';
import { LiveCalls } from './live.calls.js';
import { NoteCalls } from './note.calls.js';
import { OperatorCalls } from './operator.calls.js';
import { StepCalls } from './step.calls.js';
import { TaskBatchCalls } from './task-batch.calls.js';
import { TaskCalls } from './task.calls.js';

/** What every transport needs: the guard, and the calls of the engine on behalf of a caller. */
export const CALLS: Provider[] = [
  TaskerAuthGuard,
  PermissionCheck,
  AccessScope,
  TaskCalls,
  StepCalls,
  TaskBatchCalls,
  HistoryCalls,
  NoteCalls,
  OperatorCalls,
  LiveCalls,
  HealthCalls,
  HandlerCalls,
  DiagramCalls,
  AnalyticsCalls,
];

/** The part of the API that REST and GraphQL have in common; made once for an engine. */
@Module({})
export class TaskerCallsModule {
  static on(engine: DynamicModule): DynamicModule {
    return { module: TaskerCallsModule, imports: [engine], providers: CALLS, exports: [engine, ...CALLS] };
  }
}
