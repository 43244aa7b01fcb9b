import semver from 'semver';
import type { RegisteredTask } from './task-definition.js';

/** The registered versions of one task, highest first. */
export class TaskVersions {
  private readonly byVersion = new Map<string, RegisteredTask>();
  private sorted: readonly RegisteredTask[] = [];
  private stable: RegisteredTask | undefined;

  add(task: RegisteredTask): void {
    this.byVersion.set(task.definition.version, task);
    this.sorted = [...this.byVersion.values()].sort((a, b) => semver.rcompare(a.definition.version, b.definition.version));
    this.stable = this.sorted.find(({ definition }) => semver.prerelease(definition.version) === null);
  }

  get(version: string): RegisteredTask | undefined {
    return this.byVersion.get(version);
  }

  /** Highest version that is not a pre-release. */
  highestStable(): RegisteredTask | undefined {
    return this.stable;
  }

  /** Highest first. */
  all(): readonly RegisteredTask[] {
    return this.sorted;
  }
}
