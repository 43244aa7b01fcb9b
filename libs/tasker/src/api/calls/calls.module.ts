import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { TaskerAuthGuard } from '../access/tasker-auth.guard.js';
import { AccessScope } from './access.scope.js';
import { StepCalls } from './step.calls.js';
import { TaskCalls } from './task.calls.js';

/** What every transport needs: the guard, and the calls of the engine on behalf of a caller. */
export const CALLS: Provider[] = [TaskerAuthGuard, AccessScope, TaskCalls, StepCalls];

/** The part of the API that REST and GraphQL have in common; made once for an engine. */
@Module({})
export class TaskerCallsModule {
  static on(engine: DynamicModule): DynamicModule {
    return { module: TaskerCallsModule, imports: [engine], providers: CALLS, exports: [engine, ...CALLS] };
  }
}
