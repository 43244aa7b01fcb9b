import { Inject, Injectable, Optional, type OnModuleInit, type Type } from '@nestjs/common';
import { EventBus } from '../events/event.bus.js';
import { ConfigurationError } from '../model/errors.js';
import { firstDuplicate, isSameDeclaration } from './handler.duplicates.js';
import { HandlerExplorer } from './handler.explorer.js';
import { HandlerRegistryLog, REGISTRY_NAME, type RefusedHandler } from './handler.registry.log.js';
import { handlerStatistics, type HandlerHealth, type HandlerStatistics } from './handler.statistics.js';
import { checkNamespace, DEFAULT_NAMESPACE, NamespaceList, type NamespaceDetails, type NamespaceRecord } from './namespace.list.js';
import { SubscriberExplorer } from './subscriber.explorer.js';
import { entityId, RegisteredTasks, type TaskIdentifier } from './registered.tasks.js';
import type { RegisteredTask } from './task-definition.js';
import { unknownTask, unknownVersion, type TaskLookup } from './task.lookup.error.js';

export type { HandlerHealth, HandlerStatistics } from './handler.statistics.js';
export type { NamespaceDetails, NamespaceRecord } from './namespace.list.js';

/** Told about tasks that are about to be registered; when it rejects, they are not. */
export type RegistrationListener = (tasks: readonly RegisteredTask[]) => void | Promise<void>;

/** Told about a namespace that is about to be created; when it rejects, it is not. */
export type NamespaceListener = (namespace: NamespaceRecord) => void | Promise<void>;

/** Told about a task that this process has just given up. */
export type RemovalListener = (task: RegisteredTask) => void;

/** What a task that is registered by hand is known by. What is left out is taken from the class's own declaration. */
export interface RegistrationOptions {
  /** Default: what the class declares, else `default`. */
  readonly namespace?: string;
  /** Default: what the class declares, else `0.1.0`. */
  readonly version?: string;
  /** Take the place of the task that has this namespace, name and version. Default false: it is refused then. */
  readonly replace?: boolean;
}

/**
 * The registry of the tasks that this process can run: namespace, then name, then version. Filled at start-up with every decorated class
 * and file of the application. Each change is logged and published as `handler.registered` or `handler.unregistered`.
 *
 * @example handlerFactory.get('process_order', { namespace: 'shop', version: '^1.2.0' }).definition.steps
 */
@Injectable()
export class HandlerFactory implements OnModuleInit {
  private readonly tasks = new RegisteredTasks();
  private readonly namespaceList = new NamespaceList();
  /** Found by discovery, by entity id: what was unregistered or replaced since is not found again. */
  private readonly discovered = new Map<string, RegisteredTask[]>();
  private readonly refusals = new Map<string, string>();
  private readonly listeners = new Set<RegistrationListener>();
  private writer: RegistrationListener | undefined;
  private readonly namespaceListeners = new Set<NamespaceListener>();
  private readonly removalListeners = new Set<RemovalListener>();
  private readonly log: HandlerRegistryLog;
  private readonly createdAt = new Date();
  private latest: Promise<unknown> = Promise.resolve();
  private first: Promise<void> | undefined;

  constructor(
    @Inject(HandlerExplorer) private readonly explorer: Pick<HandlerExplorer, 'explore' | 'build'>,
    @Inject(EventBus) bus: Pick<EventBus, 'announce'>,
    // Hooks are called in order of dependencies: whoever listens is there before this registry fills.
    @Optional() _subscribers?: SubscriberExplorer,
  ) {
    this.log = new HandlerRegistryLog(bus);
  }

  onModuleInit(): Promise<void> {
    return this.ready();
  }

  /** Resolves when what the application declares is registered. Looked for once, whoever asks first: files are read, and made definitions. */
  ready(): Promise<void> {
    return (this.first ??= this.discover().then(() => undefined));
  }

  /**
   * Looks for decorated classes again and registers those not known yet; resolves to them. Call it after a `LazyModuleLoader` has loaded
   * a module with task handlers. Calling it twice does no harm. Either all that was found is registered or nothing.
   *
   * @throws ConfigurationError when a declaration cannot work, or claims a name and version that another class has
   */
  async discover(): Promise<readonly RegisteredTask[]> {
    return this.inTurn(async () => {
      const found = this.explorer.explore().filter((task) => !this.isKnown(task));
      await this.place(found, false);
      for (const task of found) {
        const id = entityId(task.definition);
        this.discovered.set(id, [...(this.discovered.get(id) ?? []), task]);
      }
      return found;
    });
  }

  /**
   * Registers a class under a name of the caller's, whatever name, namespace and version its own decorator gives; it must be a provider.
   * One class may stand under several names and versions. Resolves when the task can be created. Not to be awaited in a listener of
   * this registry: registrations wait for each other.
   *
   * @throws ConfigurationError naming what the class lacks, or who has the name and version already
   * @example await handlerFactory.register('process_order', ProcessOrder, { namespace: 'shop', version: '2.0.0', replace: true });
   */
  async register(
    name: string,
    handler: Type<unknown>,
    { namespace, version, replace = false }: RegistrationOptions = {},
  ): Promise<RegisteredTask> {
    return this.inTurn(async () => {
      const asked = { name, namespace: namespace ?? DEFAULT_NAMESPACE, version: version ?? '0.1.0', declaredBy: nameOf(handler) };
      let task: RegisteredTask;
      try {
        task = this.built(handler, { name, namespace, version });
      } catch (error) {
        throw this.noted(asked, error);
      }
      await this.place([task], replace);
      this.refusals.delete(entityId(asked));
      return task;
    });
  }

  /**
   * Adds one task that was built elsewhere.
   *
   * @throws ConfigurationError when its namespace, name and version are registered already and `replace` is not set
   */
  async add(task: RegisteredTask, { replace = false }: Pick<RegistrationOptions, 'replace'> = {}): Promise<void> {
    await this.inTurn(() => this.place([task], replace));
  }

  /**
   * Takes a task out of this process: it can no longer be looked up here, other processes and the database keep it. Whoever holds the
   * task may go on using it. `version` is an exact version.
   *
   * @throws InvalidRequestError when there is no such task
   */
  async unregister(
    name: string,
    { namespace = DEFAULT_NAMESPACE, version }: { namespace?: string; version: string },
  ): Promise<RegisteredTask> {
    return this.inTurn(async () => {
      const task = this.tasks.get({ namespace, name, version });
      if (task === undefined) throw this.missing({ namespace, name, version });
      this.tasks.remove(task);
      for (const listener of this.removalListeners) listener(task);
      this.log.unregistered(task.definition);
      return task;
    });
  }

  /** Calls `listener` before each registration from now on, which waits for it and fails with it. Returns what ends it. */
  beforeRegistration(listener: RegistrationListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Calls `writer` before each registration too, after every listener: when nobody has refused. There is one. */
  writeThrough(writer: RegistrationListener): void {
    this.writer = writer;
  }

  /** Calls `listener` before each `createNamespace` from now on, which waits for it and fails with it. Returns what ends it. */
  onNamespace(listener: NamespaceListener): () => void {
    this.namespaceListeners.add(listener);
    return () => void this.namespaceListeners.delete(listener);
  }

  /** Calls `listener` after each `unregister` from now on. Returns what ends it. */
  afterRemoval(listener: RemovalListener): () => void {
    this.removalListeners.add(listener);
    return () => void this.removalListeners.delete(listener);
  }

  /**
   * The task of that name. Namespace: default `default`. Version: an exact one, a range (`^1.2.0`, `1.x`, `>=1 <3`), which means the
   * highest in it, or `latest`; default the highest registered one that is not a pre-release.
   *
   * @throws InvalidRequestError with the path `namespace`, `name` or `version`, and the names that may have been meant
   */
  get(name: string, { namespace = DEFAULT_NAMESPACE, version }: Omit<TaskLookup, 'name'> = {}): RegisteredTask {
    const task = this.tasks.versions(namespace, name)?.find(version);
    if (task === undefined) throw this.missing({ namespace, name, version });
    return task;
  }

  /** The task that a class stands for: the one that was registered first when it runs several. */
  find(handler: Type<unknown>): RegisteredTask | undefined {
    return this.tasks.ofHandler(handler);
  }

  /** All tasks, or those of one namespace: by namespace and name, highest version first. */
  list({ namespace }: { namespace?: string } = {}): RegisteredTask[] {
    const namespaces = namespace === undefined ? this.namespaces() : [namespace];
    return namespaces.flatMap((name) => this.tasks.list(name));
  }

  /**
   * Creates a namespace, or gives an existing one another description. Namespaces also come into being with their first task.
   *
   * @throws ConfigurationError when name or description cannot be used
   */
  async createNamespace(name: string, { description }: { description?: string } = {}): Promise<NamespaceDetails> {
    return this.inTurn(async () => {
      checkNamespace({ name, description });
      for (const listener of this.namespaceListeners) await listener({ name, description });
      this.namespaceList.put({ name, description });
      return this.namespaceDetails().find((namespace) => namespace.name === name)!;
    });
  }

  /** Namespaces, sorted: `default`, those that were created, and those that have or had a task. */
  namespaces(): string[] {
    return this.namespaceList.all().map(({ name }) => name);
  }

  /** Namespaces with their descriptions and sizes, sorted by name. */
  namespaceDetails(): NamespaceDetails[] {
    return this.namespaceList.all().map((namespace) => ({ ...namespace, handlers: this.tasks.names(namespace.name).length }));
  }

  statistics(): HandlerStatistics {
    return handlerStatistics(this.createdAt, new Map(this.namespaces().map((name) => [name, this.tasks.list(name)])));
  }

  health(): HandlerHealth {
    const issues = Array.from(this.refusals, ([id, message]) => `${id}: ${message}`);
    const { totalHandlers } = this.statistics();
    return { registryName: REGISTRY_NAME, healthy: issues.length === 0, totalHandlers, lastCheck: new Date(), issues };
  }

  private async place(tasks: readonly RegisteredTask[], replace: boolean): Promise<void> {
    if (tasks.length === 0) return;
    const duplicate = firstDuplicate(tasks, this.tasks, replace);
    if (duplicate !== undefined) throw this.noted(duplicate.task.definition, duplicate.error);
    for (const listener of this.listeners) await listener(tasks);
    await this.writer?.(tasks);
    const replaced = tasks.flatMap(({ definition }) => this.tasks.get(definition) ?? []);
    for (const task of tasks) this.insert(task);
    for (const { definition } of replaced) this.log.unregistered(definition);
    for (const { definition } of tasks) this.log.registered(definition);
  }

  private insert(task: RegisteredTask): void {
    this.tasks.add(task);
    this.namespaceList.put({ name: task.definition.namespace, description: undefined });
    this.refusals.delete(entityId(task.definition));
  }

  /** One registration after the other: two at once could both find a name free while their listeners run. */
  private inTurn<T>(registration: () => Promise<T>): Promise<T> {
    const result = this.latest.then(registration);
    this.latest = result.catch(() => undefined);
    return result;
  }

  /** Found before, or registered by hand under the very name that it declares. */
  private isKnown(task: RegisteredTask): boolean {
    const found = this.discovered.get(entityId(task.definition)) ?? [];
    const registered = this.tasks.get(task.definition) ?? [];
    return [found, registered].flat().some((other) => isSameDeclaration(task, other));
  }

  private built(handler: Type<unknown>, { name, namespace, version }: TaskLookup): RegisteredTask {
    if (typeof handler !== 'function' || typeof handler.prototype !== 'object') {
      const what = `register('${String(name)}') needs a class with steps, not ${nameOf(handler)}`;
      throw new ConfigurationError(`${what}: decorate its methods with @StepHandler() and add it to the providers of a module`);
    }
    return this.explorer.build(handler, {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(version === undefined ? {} : { version }),
    });
  }

  /** Remembers, logs and publishes why a handler is refused; the error is for the caller to throw. */
  private noted(handler: RefusedHandler, error: unknown): unknown {
    if (error instanceof ConfigurationError) {
      this.refusals.set(entityId(handler), error.message);
      this.log.refused(handler, error.message);
    }
    return error;
  }

  private missing({ namespace, name, version }: TaskLookup & Pick<TaskIdentifier, 'namespace'>): Error {
    const versions = this.tasks.versions(namespace, name);
    if (versions !== undefined) return unknownVersion({ namespace, name, version }, versions);
    return unknownTask({ namespace, name }, { namespaces: () => this.namespaces(), names: (of) => this.tasks.names(of) });
  }
}

function nameOf(handler: unknown): string {
  if (typeof handler === 'function') return handler.name === '' ? 'a function without name' : handler.name;
  return handler === null ? 'null' : typeof handler;
}
