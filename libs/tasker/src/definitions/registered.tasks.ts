import type { Type } from '@nestjs/common';
import type { RegisteredTask } from './task-definition.js';
import { TaskVersions } from './task.versions.js';

/** What tells one task from another. */
export interface TaskIdentifier {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
}

/** `namespace/name/version`: none of the three may hold a slash. */
export function entityId({ namespace, name, version }: TaskIdentifier): string {
  return `${namespace}/${name}/${version}`;
}

/** Tasks by namespace, name and version, and by class. */
export class RegisteredTasks {
  private readonly byNamespace = new Map<string, Map<string, TaskVersions>>();
  /** The task that a class stands for where only the class is given: the one that was added first. */
  private readonly byHandler = new Map<Type<unknown>, RegisteredTask>();

  /** Adds a task in the place of the one that has its namespace, name and version. */
  add(task: RegisteredTask): void {
    const { namespace, name } = task.definition;
    const earlier = this.get(task.definition);
    const tasks = this.byNamespace.get(namespace) ?? new Map<string, TaskVersions>();
    const versions = tasks.get(name) ?? new TaskVersions();
    versions.add(task);
    this.byNamespace.set(namespace, tasks.set(name, versions));
    if (earlier !== undefined) this.forget(earlier, task);
    if (task.handler !== undefined && !this.byHandler.has(task.handler)) this.byHandler.set(task.handler, task);
  }

  remove(task: RegisteredTask): void {
    const { namespace, name, version } = task.definition;
    const tasks = this.byNamespace.get(namespace);
    const versions = tasks?.get(name);
    versions?.remove(version);
    if (versions?.all().length === 0) tasks?.delete(name);
    if (tasks?.size === 0) this.byNamespace.delete(namespace);
    this.forget(task);
  }

  get({ namespace, name, version }: TaskIdentifier): RegisteredTask | undefined {
    return this.versions(namespace, name)?.get(version);
  }

  versions(namespace: string, name: string): TaskVersions | undefined {
    return this.byNamespace.get(namespace)?.get(name);
  }

  ofHandler(handler: Type<unknown>): RegisteredTask | undefined {
    return this.byHandler.get(handler);
  }

  /** Names of a namespace, sorted. */
  names(namespace: string): string[] {
    return [...(this.byNamespace.get(namespace)?.keys() ?? [])].sort();
  }

  /** Tasks of a namespace by name, highest version first. */
  list(namespace: string): RegisteredTask[] {
    return this.names(namespace).flatMap((name) => this.versions(namespace, name)?.all() ?? []);
  }

  /** Namespaces that have a task, in order of their first. */
  namespaces(): string[] {
    return [...this.byNamespace.keys()];
  }

  /** A class whose task is gone stands for the one in its place, else for another one that it runs. */
  private forget(task: RegisteredTask, successor?: RegisteredTask): void {
    const { handler } = task;
    if (handler === undefined || this.byHandler.get(handler) !== task) return;
    this.byHandler.delete(handler);
    const others = () => this.namespaces().flatMap((namespace) => this.list(namespace));
    const next = successor?.handler === handler ? successor : others().find((other) => other.handler === handler);
    if (next !== undefined) this.byHandler.set(handler, next);
  }
}
