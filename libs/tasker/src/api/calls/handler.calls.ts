import { Injectable } from '@nestjs/common';
import semver from 'semver';
import { GraphAnalysis } from '../../analysis/graph.analysis.js';
import type { Access } from '../../auth/access.js';
import { HandlerFactory, type NamespaceDetails } from '../../definitions/handler.factory.js';
import type { RegisteredTask } from '../../definitions/task-definition.js';
import { versionKind } from '../../definitions/task.versions.js';
import { ParameterFilter } from '../../events/parameter.filter.js';
import { InvalidRequestError, NotFoundError } from '../../model/errors.js';
import { suggestion } from '../../model/near-names.js';
import { handlerView, type HandlerView } from './handler.view.js';

/** A task of a namespace with its versions. */
export interface HandlerVersions {
  readonly namespace: string;
  readonly name: string;
  /** Highest first. */
  readonly versions: readonly string[];
  /** The highest that is not a pre-release; of pre-releases alone the highest. */
  readonly latestVersion: string;
}

/** Names a definition. */
export interface HandlerReference {
  readonly namespace: string;
  readonly name: string;
  /** A version, a range, or `latest`; left out: 0.1.0 when it is registered, else the highest (specification: surface §1.7). */
  readonly version?: string | undefined;
}

/** The version that is shown when none is asked for. */
const FIRST_VERSION = '0.1.0';

/** What this process can run, as a caller may see it: what REST and GraphQL have in common. Nothing of the application is run for it. */
@Injectable()
export class HandlerCalls {
  constructor(
    private readonly handlers: HandlerFactory,
    private readonly analysis: GraphAnalysis,
    private readonly filter: ParameterFilter,
  ) {}

  /** Those that the caller reaches, by name. */
  namespaces(caller: Access): NamespaceDetails[] {
    return this.handlers.namespaceDetails().filter(({ name }) => caller.reaches(name));
  }

  /** The tasks of a namespace by name. @throws NotFoundError */
  inNamespace(caller: Access, namespace: string): HandlerVersions[] {
    this.checkNamespace(caller, namespace);
    const versions = new Map<string, string[]>();
    for (const { definition } of this.handlers.list({ namespace })) {
      versions.set(definition.name, [...(versions.get(definition.name) ?? []), definition.version]);
    }
    return Array.from(versions, ([name, all]) => ({ namespace, name, versions: all, latestVersion: latestOf(all) }));
  }

  /** @throws as `find` */
  get(caller: Access, reference: HandlerReference): HandlerView {
    const task = this.find(caller, reference);
    return handlerView(task, this.analysis.analyzeTemplate(task), this.filter);
  }

  /**
   * @throws NotFoundError when there is no such namespace, name or version that the caller reaches
   * @throws InvalidRequestError when `version` is neither a version, a range nor `latest`
   */
  find(caller: Access, { namespace, name, version }: HandlerReference): RegisteredTask {
    this.checkNamespace(caller, namespace);
    const task = this.handlers.list({ namespace }).filter(({ definition }) => definition.name === name);
    if (task.length === 0) throw this.unknownName(namespace, name);
    if (version === undefined) return this.default(task);
    try {
      return this.handlers.get(name, { namespace, version });
    } catch (error) {
      if (!(error instanceof InvalidRequestError) || versionKind(version) === 'neither') throw error;
      throw new NotFoundError(error.issues[0]!.message);
    }
  }

  private default(versions: readonly RegisteredTask[]): RegisteredTask {
    const latest = latestOf(versions.map(({ definition }) => definition.version));
    const chosen = (wanted: string) => versions.find(({ definition }) => definition.version === wanted);
    return chosen(FIRST_VERSION) ?? chosen(latest)!;
  }

  private checkNamespace(caller: Access, namespace: string): void {
    const known = this.namespaces(caller).map(({ name }) => name);
    if (known.includes(namespace)) return;
    throw new NotFoundError(`Namespace not found: there is no namespace '${namespace}'${suggestion(namespace, known)}`);
  }

  /** Names of this namespace only: whoever asks may be confined to it. */
  private unknownName(namespace: string, name: string): NotFoundError {
    const known = new Set(this.handlers.list({ namespace }).map(({ definition }) => definition.name));
    return new NotFoundError(`Handler not found in namespace: '${namespace}' has no task '${name}'${suggestion(name, known)}`);
  }
}

/** @param versions highest first */
function latestOf(versions: readonly string[]): string {
  return versions.find((version) => semver.prerelease(version) === null) ?? versions[0]!;
}
