import { Inject, Injectable, type OnModuleInit, type Type } from '@nestjs/common';
import { ConfigurationError } from '../model/errors.js';
import { HandlerExplorer } from './handler.explorer.js';
import type { RegisteredTask } from './task-definition.js';
import { unknownTask, unknownVersion, type TaskLookup } from './task.lookup.error.js';
import { TaskVersions } from './task.versions.js';

const DEFAULT_NAMESPACE = 'default';

/** Size of the registry. */
export interface HandlerStatistics {
  readonly namespaces: number;
  /** Tasks, each counted once whatever its versions. */
  readonly tasks: number;
  readonly versions: number;
  /** Steps of all versions. */
  readonly steps: number;
}

/** Told about tasks that are about to be registered; when it rejects, they are not. */
export type RegistrationListener = (tasks: readonly RegisteredTask[]) => void | Promise<void>;

/**
 * The registry of the tasks that this process can run: namespace, then name, then version.
 * Filled at start-up with every decorated class of the application.
 *
 * @example handlerFactory.get('process_order', { namespace: 'shop', version: '1.2.0' }).definition.steps
 */
@Injectable()
export class HandlerFactory implements OnModuleInit {
  private readonly tasks = new Map<string, Map<string, TaskVersions>>();
  private readonly byHandler = new Map<Type<unknown>, RegisteredTask>();
  private readonly listeners = new Set<RegistrationListener>();
  private latest: Promise<unknown> = Promise.resolve();

  constructor(@Inject(HandlerExplorer) private readonly explorer: Pick<HandlerExplorer, 'explore'>) {}

  async onModuleInit(): Promise<void> {
    await this.discover();
  }

  /**
   * Looks for decorated classes again and registers those not known yet; resolves to them. Call it after a `LazyModuleLoader` has loaded
   * a module with task handlers. Calling it twice does no harm. Either all that was found is registered or nothing.
   *
   * @throws ConfigurationError when a declaration cannot work, or claims a name and version that another class has
   */
  async discover(): Promise<readonly RegisteredTask[]> {
    return this.inTurn(async () => {
      const found = this.explorer.explore().filter(({ handler }) => !this.byHandler.has(handler));
      await this.add(found);
      return found;
    });
  }

  /**
   * Adds one task.
   *
   * @throws ConfigurationError when its namespace, name and version, or its class, are registered already
   */
  async register(task: RegisteredTask): Promise<void> {
    await this.inTurn(() => this.add([task]));
  }

  /** Calls `listener` before each registration from now on, which waits for it and fails with it. Returns what ends it. */
  beforeRegistration(listener: RegistrationListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /**
   * The task of that name. Namespace: default `default`. Version: default the highest registered one that is not a pre-release.
   *
   * @throws InvalidRequestError with the path `namespace`, `name` or `version`, and the names that may have been meant
   */
  get(name: string, { namespace = DEFAULT_NAMESPACE, version }: Omit<TaskLookup, 'name'> = {}): RegisteredTask {
    const versions = this.tasks.get(namespace)?.get(name);
    if (versions === undefined) throw unknownTask({ namespace, name }, this.tasks);
    const task = version === undefined ? versions.highestStable() : versions.get(version);
    if (task === undefined) throw unknownVersion({ namespace, name, version }, versions);
    return task;
  }

  /** The task that a class declares. */
  find(handler: Type<unknown>): RegisteredTask | undefined {
    return this.byHandler.get(handler);
  }

  /** All tasks, or those of one namespace: by namespace and name, highest version first. */
  list({ namespace }: { namespace?: string } = {}): RegisteredTask[] {
    const namespaces = namespace === undefined ? this.namespaces() : [namespace];
    return namespaces.flatMap((name) => {
      const tasks = [...(this.tasks.get(name) ?? [])].sort(([left], [right]) => (left < right ? -1 : 1));
      return tasks.flatMap(([, versions]) => versions.all());
    });
  }

  /** Namespaces that have a task, sorted. */
  namespaces(): string[] {
    return [...this.tasks.keys()].sort();
  }

  statistics(): HandlerStatistics {
    const all = this.list();
    return {
      namespaces: this.tasks.size,
      tasks: [...this.tasks.values()].reduce((count, tasks) => count + tasks.size, 0),
      versions: all.length,
      steps: all.reduce((count, { definition }) => count + definition.steps.length, 0),
    };
  }

  private async add(tasks: readonly RegisteredTask[]): Promise<void> {
    if (tasks.length === 0) return;
    this.refuseDuplicates(tasks);
    for (const listener of this.listeners) await listener(tasks);
    for (const task of tasks) this.insert(task);
  }

  /** One registration after the other: two at once could both find a name free while their listeners run. */
  private inTurn<T>(registration: () => Promise<T>): Promise<T> {
    const result = this.latest.then(registration);
    this.latest = result.catch(() => undefined);
    return result;
  }

  private refuseDuplicates(tasks: readonly RegisteredTask[]): void {
    const seen = new Map<string, RegisteredTask>();
    for (const task of tasks) {
      const { namespace, name, version, declaredBy } = task.definition;
      if (this.byHandler.has(task.handler)) throw new ConfigurationError(`${declaredBy} is registered already`);
      const key = JSON.stringify([namespace, name, version]);
      const other = seen.get(key) ?? this.tasks.get(namespace)?.get(name)?.get(version);
      if (other !== undefined) {
        const claim = `${other.definition.declaredBy} and ${declaredBy} both declare task '${name}' ${version} in namespace '${namespace}'`;
        throw new ConfigurationError(`${claim}: give one of them another name, namespace or version`);
      }
      seen.set(key, task);
    }
  }

  private insert(task: RegisteredTask): void {
    const { namespace, name } = task.definition;
    const tasks = this.tasks.get(namespace) ?? new Map<string, TaskVersions>();
    const versions = tasks.get(name) ?? new TaskVersions();
    versions.add(task);
    this.tasks.set(namespace, tasks.set(name, versions));
    this.byHandler.set(task.handler, task);
  }
}
