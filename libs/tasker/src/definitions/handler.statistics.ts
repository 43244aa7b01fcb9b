import { REGISTRY_NAME } from './handler.registry.log.js';
import type { RegisteredTask } from './task-definition.js';

/** Size of the registry. */
export interface HandlerStatistics {
  readonly registryName: string;
  readonly createdAt: Date;
  readonly uptimeSeconds: number;
  readonly totalNamespaces: number;
  /** Tasks, each counted once whatever its versions. */
  readonly totalHandlers: number;
  readonly totalVersions: number;
  /** Tasks by namespace; namespaces without any count 0. */
  readonly handlersByNamespace: Readonly<Record<string, number>>;
  /** Versions of all tasks by namespace. */
  readonly versionsByNamespace: Readonly<Record<string, number>>;
  /** Steps of all versions. */
  readonly totalSteps: number;
}

/** Whether the registry holds what the application meant it to hold. */
export interface HandlerHealth {
  readonly registryName: string;
  readonly healthy: boolean;
  /** Tasks, each counted once whatever its versions. */
  readonly totalHandlers: number;
  readonly lastCheck: Date;
  /** Registrations that were refused and not made good since: `namespace/name/version: why`. */
  readonly issues: readonly string[];
}

/** Counts what each namespace holds. */
export function handlerStatistics(createdAt: Date, tasks: ReadonlyMap<string, readonly RegisteredTask[]>): HandlerStatistics {
  const namespaces = [...tasks];
  const handlers = namespaces.map(([namespace, list]): [string, number] => [
    namespace,
    new Set(list.map(({ definition }) => definition.name)).size,
  ]);
  const versions = namespaces.map(([namespace, list]): [string, number] => [namespace, list.length]);
  return {
    registryName: REGISTRY_NAME,
    createdAt,
    uptimeSeconds: (Date.now() - createdAt.getTime()) / 1000,
    totalNamespaces: namespaces.length,
    totalHandlers: sum(handlers),
    totalVersions: sum(versions),
    handlersByNamespace: Object.fromEntries(handlers),
    versionsByNamespace: Object.fromEntries(versions),
    totalSteps: namespaces.flatMap(([, list]) => list).reduce((count, { definition }) => count + definition.steps.length, 0),
  };
}

function sum(counts: readonly (readonly [string, number])[]): number {
  return counts.reduce((total, [, count]) => total + count, 0);
}
