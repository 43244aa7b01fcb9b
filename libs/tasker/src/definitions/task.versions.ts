import semver from 'semver';
import type { RegisteredTask } from './task-definition.js';

/** Longest text that is read as a version or a range, in characters; a longer one is neither. */
export const LONGEST_RANGE = 256;

/** What the text of a version stands for; `latest` is the highest version that is not a pre-release. */
export type VersionKind = 'latest' | 'version' | 'range' | 'neither';

/** How a version that a caller gives is to be read. */
export function versionKind(version: unknown): VersionKind {
  if (version === undefined || version === 'latest') return 'latest';
  if (typeof version !== 'string' || version.trim() === '' || version.length > LONGEST_RANGE) return 'neither';
  if (semver.valid(version) === version) return 'version';
  return semver.validRange(version) === null ? 'neither' : 'range';
}

/** The registered versions of one task, highest first. */
export class TaskVersions {
  private readonly byVersion = new Map<string, RegisteredTask>();
  private sorted: readonly RegisteredTask[] = [];
  private stable: RegisteredTask | undefined;

  /** Adds a version, or puts a task in the place of the one that has its version. */
  add(task: RegisteredTask): void {
    this.byVersion.set(task.definition.version, task);
    this.sort();
  }

  remove(version: string): void {
    this.byVersion.delete(version);
    this.sort();
  }

  get(version: string): RegisteredTask | undefined {
    return this.byVersion.get(version);
  }

  /**
   * The highest version that is meant: by nothing or `latest` the highest that is not a pre-release, by a range the highest in it.
   * Pre-releases are in a range that names one of the same version number, as in npm.
   */
  find(version?: string): RegisteredTask | undefined {
    const exact = version === undefined ? undefined : this.byVersion.get(version);
    if (exact !== undefined) return exact;
    switch (versionKind(version)) {
      case 'latest':
        return this.stable;
      case 'range':
        return this.byVersion.get(semver.maxSatisfying([...this.byVersion.keys()], version!) ?? '');
      case 'version':
      case 'neither':
        return undefined;
    }
  }

  /** Highest first. */
  all(): readonly RegisteredTask[] {
    return this.sorted;
  }

  private sort(): void {
    this.sorted = [...this.byVersion.values()].sort((a, b) => semver.rcompare(a.definition.version, b.definition.version));
    this.stable = this.sorted.find(({ definition }) => semver.prerelease(definition.version) === null);
  }
}
