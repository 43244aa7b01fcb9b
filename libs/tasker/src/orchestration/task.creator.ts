import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { createdDocument, TaskerFunctions, type CreateReport } from '../database/tasker.functions.js';
import { TransactionGuard } from '../database/transaction.guard.js';
import { HandlerFactory } from '../definitions/handler.factory.js';
import type { RegisteredTask } from '../definitions/task-definition.js';
import { InvalidRequestError } from '../model/errors.js';
import { DefinitionIndex, type IndexedTask } from './definition.index.js';
import { EngineSettings } from './engine.settings.js';
import { validateRequest } from './request.validation.js';
import type { NamedTaskRequest } from './task-request.js';
import { TaskWorker } from './task.worker.js';

/** A task to create: its checked request and its definition. */
export interface PlannedTask {
  readonly taskId: string;
  readonly request: NamedTaskRequest;
  readonly indexed: IndexedTask;
  readonly context: string;
}

/** Creates tasks: checks everything first, then writes everything in one call. */
@Injectable()
export class TaskCreator {
  constructor(
    private readonly functions: TaskerFunctions,
    private readonly guard: TransactionGuard,
    private readonly handlers: HandlerFactory,
    private readonly definitions: DefinitionIndex,
    private readonly worker: TaskWorker,
    private readonly settings: EngineSettings,
  ) {}

  /** Resolves when every declared definition can be used. */
  ready(): Promise<void> {
    return this.definitions.open();
  }

  /**
   * Checks requests; `paths` are the prefixes under which their fields are named.
   *
   * @throws InvalidRequestError naming every field of the first request that cannot be used
   */
  plan(requests: readonly NamedTaskRequest[], paths: (place: number) => string): PlannedTask[] {
    const ids = new Set<string>();
    return requests.map((request, place) => {
      const path = paths(place);
      const { context } = validateRequest(request, this.settings.limits, path);
      const indexed = this.definitions.of(this.definition(request, path));
      const steps = indexed.task.definition.steps.length;
      const { limits } = this.settings;
      if (steps > limits.steps) {
        throw new InvalidRequestError([{ path: joined(path, 'name'), message: `${steps} steps, the limit is ${limits.steps}` }]);
      }
      const taskId = request.taskId?.toLowerCase() ?? uuidv7();
      if (ids.has(taskId)) throw new InvalidRequestError([{ path: joined(path, 'taskId'), message: 'stands twice in this call' }]);
      ids.add(taskId);
      return { taskId, request, indexed, context };
    });
  }

  /** Writes planned tasks, in the caller's transaction if there is one. */
  async write(planned: readonly PlannedTask[], manager: EntityManager | undefined): Promise<CreateReport> {
    const { graphs, tasks } = payload(planned);
    if (manager !== undefined) {
      await this.guard.check(manager);
      const { text, values } = this.functions.createStatement({ graphs, tasks, claim: null });
      const rows = await manager.query<{ kind: string; context: unknown }[]>(text, values as unknown[]);
      return { ...createdDocument(rows.find(({ kind }) => kind === 'created')?.context), claimed: [] };
    }
    const offer = this.worker.offer();
    try {
      const report = await this.functions.createTasks({ graphs, tasks, claim: offer });
      if (offer !== null) this.worker.settle(offer, report.claimed);
      return report;
    } catch (error) {
      if (offer !== null) this.worker.settle(offer, error as Error);
      throw error;
    }
  }

  private definition({ name, namespace, version }: NamedTaskRequest, path: string): RegisteredTask {
    try {
      return this.handlers.get(name, { ...(namespace === undefined ? {} : { namespace }), ...(version === undefined ? {} : { version }) });
    } catch (error) {
      if (path === '' || !(error instanceof InvalidRequestError)) throw error;
      throw new InvalidRequestError(error.issues.map((issue) => ({ ...issue, path: joined(path, issue.path) })));
    }
  }
}

function joined(path: string, field: string): string {
  return path === '' ? field : `${path}.${field}`;
}

/** The JSON that SQL `create_tasks` reads: each graph once, whatever the number of its tasks. */
function payload(planned: readonly PlannedTask[]): { graphs: string; tasks: string } {
  const graphs = [...new Set(planned.map(({ indexed }) => indexed.graph))];
  const places = new Map(graphs.map((graph, place) => [graph, place]));
  const tasks = planned.map(({ taskId, request, indexed, context }) => {
    const fields = JSON.stringify({
      task_id: taskId,
      graph: places.get(indexed.graph),
      named_task_id: indexed.namedTaskId,
      priority: request.priority ?? 0,
      initiator: request.initiator ?? 'unknown',
      source_system: request.sourceSystem ?? 'unknown',
      reason: request.reason ?? 'unknown',
      correlation_id: request.correlationId,
      tags: request.tags ?? [],
      bypass_steps: [],
    });
    return `${fields.slice(0, -1)},"context":${context}}`;
  });
  return { graphs: `[${graphs.join(',')}]`, tasks: `[${tasks.join(',')}]` };
}
