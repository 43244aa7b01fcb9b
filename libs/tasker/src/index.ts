/** Entry point `nestjs-tasker`. */
export { TaskerModule } from './tasker.module.js';
export type {
  BackoffOptions,
  DatabaseOptions,
  Duration,
  ExecutionOptions,
  LimitsOptions,
  TaskerAsyncOptions,
  TaskerOptions,
  TaskerRootOptions,
  TaskerStructure,
  WorkerOptions,
} from './tasker.options.js';

export { Orchestrator, type Acting } from './orchestration/orchestrator.js';
export type { CreateOptions, NamedTaskRequest, TaskRequest } from './orchestration/task-request.js';
export type { TaskList, TaskListQuery } from './orchestration/task-list.js';
export type { StepError, StepView, TaskSummary, TaskView } from './orchestration/task-view.js';

export { TaskHandler } from './definitions/task-handler.decorator.js';
export { StepHandler, type StepClassDecorator, type StepMethodDecorator } from './definitions/step-handler.decorator.js';
export type { ListedStep, StepOptions, TaskHandlerOptions } from './definitions/step.options.js';
export type { ExecutedStep, ExecutedTask, Sequence, StepExecution } from './definitions/step-execution.js';
export type {
  CamelCase,
  ContextOf,
  ResultOfMember,
  ResultsOf,
  SnakeCase,
  StepHandlerClass,
  StepMap,
  StepMethod,
  StepName,
  StepResult,
  Stored,
  TaskResults,
  UnknownStep,
} from './definitions/step-types.js';
export { HandlerFactory, type HandlerStatistics, type RegistrationListener } from './definitions/handler.factory.js';
export type { RegisteredTask, StepInvoker, StepTemplate, TaskDefinition } from './definitions/task-definition.js';
export type { TaskLookup } from './definitions/task.lookup.error.js';

export { RESTING_TASK_STATES, STEP_STATES, TASK_STATES, type StepState, type TaskState } from './model/states.js';
export {
  ConfigurationError,
  InvalidRequestError,
  NotFoundError,
  PermanentError,
  ProceduralError,
  RetryableError,
  StateTransitionError,
  TaskerError,
  WaitTimeoutError,
  type FieldIssue,
} from './model/errors.js';

export { isTaskerRoute } from './api/rest/tasker.route.js';
export { TaskerExceptionFilter } from './api/rest/tasker-exception.filter.js';
