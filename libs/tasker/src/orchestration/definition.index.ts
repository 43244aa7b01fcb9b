import { Injectable, Logger } from '@nestjs/common';
import type { BackoffProfile } from '../database/outcome.js';
import type { ClaimedStep } from '../database/claimed.step.js';
import { WorkerFunctions, type ChosenStep } from '../database/worker.functions.js';
import { HandlerFactory } from '../definitions/handler.factory.js';
import { refuseHiddenPaths } from '../definitions/searchable.rules.js';
import type { RegisteredTask, StepTemplate } from '../definitions/task-definition.js';
import { CustomEventCatalog, type FiredEvent } from '../events/custom-event.catalog.js';
import { ParameterFilter } from '../events/parameter.filter.js';
import { fullNameOf, IndexedTask } from './indexed.task.js';

/** Writes the definitions of this process to the database before they are used, and finds them by the ids in rows. */
@Injectable()
export class DefinitionIndex {
  private readonly logger = new Logger('TaskerDefinitions');
  private readonly byId = new Map<number, IndexedTask>();
  /** Weak: a task that was replaced or given up is kept for as long as somebody uses it. */
  private readonly byTask = new WeakMap<RegisteredTask, IndexedTask>();
  private opened: Promise<void> | undefined;
  /** Called when tasks were added or given up after the start: there is more to claim, or less. */
  onChanged: () => void = () => undefined;

  constructor(
    private readonly functions: WorkerFunctions,
    private readonly handlers: HandlerFactory,
    private readonly events: CustomEventCatalog,
    private readonly filter: ParameterFilter,
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

  /** Back-off of lost attempts whose step has a profile of its own, by lane. */
  laneBackoff(): ReadonlyMap<number, BackoffProfile> {
    return new Map(this.all().flatMap((indexed) => indexed.laneBackoff()));
  }

  /** Reads the names of the steps of a claim that this process has not met: those that a hook chose elsewhere. */
  async meet(indexed: IndexedTask, claimed: ClaimedStep): Promise<void> {
    const lanes = indexed.templateOf(claimed.lane) === undefined ? await this.functions.lanesOf([claimed.lane]) : new Map<number, number>();
    const owners = [...lanes.values()].filter((id) => !indexed.stepNames.has(id));
    const unknown = [...new Set([...indexed.unknownIds(claimed), ...owners])];
    if (unknown.length > 0) indexed.learn(await this.functions.stepsOfTask(indexed.namedTaskId, unknown));
    indexed.learnLanes(lanes);
  }

  /**
   * Makes sure that steps which a hook chose can be written: their ids and lanes are in `indexed` afterwards. `aside`: the caller holds a
   * connection of the pool and must not wait for another one.
   */
  async choose(indexed: IndexedTask, steps: readonly ChosenStep[], aside = false): Promise<void> {
    const unknown = steps.filter(({ name, like, queue }) => !indexed.stepIds.has(name) || indexed.laneOf(like, queue) === undefined);
    if (unknown.length > 0) indexed.chosen(unknown, await this.functions.registerSteps(indexed.namedTaskId, unknown, aside));
  }

  private async writeDeclared(): Promise<void> {
    await this.handlers.ready();
    this.handlers.writeThrough(async (tasks) => {
      await this.write(tasks);
      this.onChanged();
    });
    this.handlers.afterRemoval((task) => this.drop(task));
    this.handlers.onNamespace(async ({ name, description }) => void (await this.functions.createNamespace(name, description ?? null)));
    await this.write(this.handlers.list());
  }

  private async write(tasks: readonly RegisteredTask[]): Promise<void> {
    for (const { definition } of tasks) refuseHiddenPaths(definition, this.filter);
    const takeBack = this.events.declareSets(new Map(tasks.map((task) => [fullNameOf(task.definition), eventsOf(task)])));
    try {
      const written = await this.written(tasks);
      // Only now: when one cannot be written, none of them is registered, and nothing of them may be claimed.
      for (const indexed of written) {
        this.byId.set(indexed.namedTaskId, indexed);
        this.byTask.set(indexed.task, indexed);
      }
    } catch (error) {
      takeBack();
      throw error;
    }
  }

  private async written(tasks: readonly RegisteredTask[]): Promise<IndexedTask[]> {
    const written: IndexedTask[] = [];
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
      const indexed = new IndexedTask(task, registered);
      written.push(indexed);
      if (registered.otherHosts.length > 0) {
        this.logger.warn(
          `${indexed.fullName} has another definition on ${registered.otherHosts.join(', ')}: tasks keep the graph they were created with; ` +
            'give a changed definition a new version',
        );
      }
    }
    return written;
  }

  /** Attempts that run go on; nothing more of the task is claimed. */
  private drop(task: RegisteredTask): void {
    const indexed = this.byTask.get(task);
    if (indexed === undefined || this.byId.get(indexed.namedTaskId) !== indexed) return;
    this.byId.delete(indexed.namedTaskId);
    this.events.withdraw(indexed.fullName);
    this.onChanged();
  }
}

function eventsOf({ definition }: RegisteredTask): FiredEvent[] {
  const own = (definition.customEvents ?? []).map((event) => ({ ...event, firedBy: definition.declaredBy }));
  return [
    ...own,
    ...definition.steps.flatMap((step: StepTemplate) => (step.customEvents ?? []).map((event) => ({ ...event, firedBy: step.handledBy }))),
  ];
}
