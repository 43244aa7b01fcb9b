import { Injectable, Logger } from '@nestjs/common';
import { WorkerFunctions, type RegisteredDefinition } from '../database/worker.functions.js';
import { HandlerFactory } from '../definitions/handler.factory.js';
import type { RegisteredTask, StepTemplate } from '../definitions/task-definition.js';

/** A definition that this process knows, with the ids that its rows refer to. */
export interface IndexedTask {
  readonly task: RegisteredTask;
  readonly namedTaskId: number;
  /** Full name: `namespace.name@version`. */
  readonly fullName: string;
  /** JSON of its steps as SQL `create_tasks` reads it. */
  readonly graph: string;
  /** Places of the parents and children of each step, counted from 1. */
  readonly edges: readonly StepEdges[];
  readonly stepNames: ReadonlyMap<number, string>;
  readonly stepIds: ReadonlyMap<string, number>;
}

/** Places of the neighbours of a step. */
export interface StepEdges {
  readonly parents: number[];
  readonly children: number[];
}

/** Writes the definitions of this process to the database before they are used, and finds them by the ids in rows. */
@Injectable()
export class DefinitionIndex {
  private readonly logger = new Logger('TaskerDefinitions');
  private readonly byId = new Map<number, IndexedTask>();
  private readonly byTask = new Map<RegisteredTask, IndexedTask>();
  private opened: Promise<void> | undefined;
  /** Called when tasks were added after the start: there is more to claim. */
  onAdded: () => void = () => undefined;

  constructor(
    private readonly functions: WorkerFunctions,
    private readonly handlers: HandlerFactory,
  ) {}

  /**
   * Writes what the application declares, and from then on whatever is registered, before it can be used. Whoever needs it first starts
   * it: other providers may create tasks while the application still starts.
   */
  open(): Promise<void> {
    this.opened ??= this.writeDeclared();
    return this.opened;
  }

  /** The definition of a row; undefined when this process has no code for it. */
  byNamedTask(namedTaskId: number): IndexedTask | undefined {
    return this.byId.get(namedTaskId);
  }

  /** The rows' ids of a registered task. */
  of(task: RegisteredTask): IndexedTask {
    const indexed = this.byTask.get(task);
    if (indexed === undefined) throw new Error(`definition ${task.definition.name} was not written to the database`);
    return indexed;
  }

  all(): readonly IndexedTask[] {
    return [...this.byId.values()];
  }

  private async writeDeclared(): Promise<void> {
    await this.handlers.discover();
    this.handlers.beforeRegistration(async (tasks) => {
      await this.write(tasks);
      this.onAdded();
    });
    await this.write(this.handlers.list());
  }

  private async write(tasks: readonly RegisteredTask[]): Promise<void> {
    for (const task of tasks) {
      const { definition, hash } = task;
      const registered = await this.functions.registerDefinition({
        namespace: definition.namespace,
        name: definition.name,
        version: definition.version,
        description: definition.description ?? null,
        hash,
        configuration: JSON.stringify(definition),
      });
      const indexed = index(task, registered);
      this.byId.set(indexed.namedTaskId, indexed);
      this.byTask.set(task, indexed);
      if (registered.otherHosts.length > 0) {
        this.logger.warn(
          `${indexed.fullName} has another definition on ${registered.otherHosts.join(', ')}: tasks keep the graph they were created with; ` +
            'give a changed definition a new version',
        );
      }
    }
  }
}

function index(task: RegisteredTask, { namedTaskId, steps }: RegisteredDefinition): IndexedTask {
  const { definition } = task;
  const edges = edgesOf(definition.steps);
  return {
    task,
    namedTaskId,
    fullName: `${definition.namespace}.${definition.name}@${definition.version}`,
    edges,
    graph: JSON.stringify(
      definition.steps.map((step, position) => ({
        named_step_id: steps[step.name]![0],
        lane: steps[step.name]![1],
        priority: step.priority,
        retry_limit: step.retryLimit,
        timeout_ms: step.timeout,
        retryable: step.retryable,
        skippable: step.skippable,
        ...edges[position]!,
      })),
    ),
    stepIds: new Map(Object.entries(steps).map(([name, [id]]) => [name, id])),
    stepNames: new Map(Object.entries(steps).map(([name, [id]]) => [id, name])),
  };
}

function edgesOf(steps: readonly StepTemplate[]): StepEdges[] {
  const places = new Map(steps.map((step, position) => [step.name, position + 1]));
  const edges = steps.map((step): StepEdges => ({
    parents: step.dependsOn.map((parent) => places.get(parent)!).sort((a, b) => a - b),
    children: [],
  }));
  edges.forEach(({ parents }, position) => parents.forEach((parent) => edges[parent - 1]!.children.push(position + 1)));
  return edges;
}
