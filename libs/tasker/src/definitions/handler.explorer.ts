import { realpathSync } from 'node:fs';
import { Injectable, Logger, type Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { ConfigurationError } from '../model/errors.js';
import { classDeclaration, fileOfClass, type ClassDeclaration } from './class.declaration.js';
import { DefinitionSettings } from './definition.settings.js';
import { stepReferenceOf, taskDeclarationOf } from './handler.metadata.js';
import { suggestion } from '../model/near-names.js';
import { classesOf, providersByClass, type ProvidedClass, type ProviderWrapper } from './provider.index.js';
import { ProviderNames } from './provider.names.js';
import { wrapperBindings } from './provider.bindings.js';
import type { TaskDefinitionOptions } from './step.options.js';
import { buildTask } from './task-definition.builder.js';
import type { RegisteredTask } from './task-definition.js';
import { findTaskFiles } from './yaml/task-file.finder.js';
import { readTaskFile } from './yaml/task-file.reader.js';

/** Name and version that a class is registered under, whatever it declares itself. */
export type DefinitionIdentity = Pick<TaskDefinitionOptions, 'name' | 'namespace' | 'version'>;

/** The providers of the application as they stand. */
interface Surroundings {
  readonly byClass: ReadonlyMap<Type<unknown>, ProviderWrapper>;
  readonly names: ProviderNames;
  /** Decorated classes. */
  readonly declared: ReadonlyMap<Type<unknown>, ProviderWrapper>;
}

/** Finds what the application declares: decorated classes among the providers of all modules, and the files of the directory. */
@Injectable()
export class HandlerExplorer {
  private readonly logger = new Logger(HandlerExplorer.name);
  private readonly warned = new Set<string>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly settings: DefinitionSettings,
  ) {}

  /**
   * Every task of the application as it stands now, modules loaded lazily included.
   *
   * @throws ConfigurationError with a line for each declaration that cannot work
   */
  explore(): RegisteredTask[] {
    const around = this.surroundings();
    const refusals: ConfigurationError[] = [];
    const attempt = <T>(make: () => T): T[] => {
      try {
        return [make()];
      } catch (error) {
        if (!(error instanceof ConfigurationError)) throw error;
        refusals.push(error);
        return [];
      }
    };
    const declarations = [...around.declared].flatMap(([handler, wrapper]) =>
      attempt(() => ({ handler, wrapper, ...classDeclaration(handler, taskDeclarationOf(handler)!, this.settings) })),
    );
    const inFiles = attempt(() => this.unclaimedFiles(around))
      .flat()
      .flatMap((path) => attempt(() => this.fromFile(path, around)));
    const tasks = [...declarations, ...inFiles].flatMap((declared) => attempt(() => this.built(declared, around)));
    if (refusals.length > 0) throw new ConfigurationError(refusals.map(({ message }) => message).join('\n'), { cause: refusals[0] });
    this.mentionUnused(around, tasks);
    return tasks;
  }

  /**
   * The task of one class under a name of the caller's.
   *
   * @throws ConfigurationError when the class is no provider or declares something that cannot work
   */
  build(handler: Type<unknown>, identity: DefinitionIdentity): RegisteredTask {
    const around = this.surroundings();
    if (typeof handler !== 'function') throw new ConfigurationError(`register('${identity.name}'): the handler must be a class`);
    const wrapper = around.byClass.get(handler);
    if (wrapper === undefined) throw new ConfigurationError(`${handler.name} is not a provider: add it to the providers of a module`);
    const own = taskDeclarationOf(handler) ?? { options: { name: identity.name } };
    const { declaration, ...rest } = classDeclaration(handler, own, this.settings);
    const given = Object.fromEntries(Object.entries(identity).filter(([, value]) => value !== undefined));
    return this.built(
      { handler, wrapper, ...rest, declaration: { ...declaration, options: { ...declaration.options, ...given } } },
      around,
    );
  }

  private surroundings(): Surroundings {
    const wrappers = this.discovery.getProviders();
    const byClass = providersByClass(wrappers.flatMap((wrapper) => classesOf(wrapper).map((type) => ({ type, wrapper }))));
    const declared = providersByClass(wrappers.flatMap((wrapper) => declarationOf(wrapper) ?? []));
    return { byClass, declared, names: new ProviderNames(byClass.keys()) };
  }

  /** The files of the directory that no class declares, whether what the class declares can be used or not. */
  private unclaimedFiles({ declared }: Surroundings): string[] {
    const named = Array.from(declared.keys(), (handler) => fileOfClass(handler, taskDeclarationOf(handler)!, this.settings));
    const claimed = new Set(named.flatMap((path) => (path === undefined ? [] : [realPath(path)])));
    const files = findTaskFiles(this.settings.directory, { required: this.settings.directoryRequired });
    return files.filter((path) => !claimed.has(realPath(path)));
  }

  private fromFile(path: string, around: Surroundings): DeclaredTask {
    const { declaration, taskHandlerClass, moduleNamespace = this.settings.moduleNamespace, warnings } = readTaskFile(path, this.settings);
    const common = { declaration, moduleNamespace, warnings, path };
    if (taskHandlerClass === undefined) return { ...common, handler: undefined, wrapper: undefined };
    const place = declaration.at(['taskHandlerClass']);
    const found = around.names.find(taskHandlerClass, moduleNamespace);
    const [handler] = found;
    if (handler === undefined) {
      const near = suggestion(taskHandlerClass, around.names.all());
      throw new ConfigurationError(
        `${place} names '${taskHandlerClass}', which is no provider: provide the class, or leave the key out${near}`,
      );
    }
    if (found.length > 1)
      throw new ConfigurationError(`${place} names '${taskHandlerClass}', which ${found.length} providers go by: rename all but one`);
    if (taskDeclarationOf(handler) !== undefined) {
      throw new ConfigurationError(
        `${place} names ${handler.name}, which declares a task of its own: declare it with @TaskHandler({ yaml }) or without a decorator`,
      );
    }
    return { ...common, handler, wrapper: around.byClass.get(handler) };
  }

  private built({ handler, wrapper, declaration, moduleNamespace, warnings }: DeclaredTask, around: Surroundings): RegisteredTask {
    for (const warning of warnings) this.warn(warning);
    const bindings = wrapperBindings(wrapper, around);
    return buildTask(declaration, {
      handler,
      bindings,
      variables: this.settings.variables,
      moduleNamespace: moduleNamespace ?? this.settings.moduleNamespace,
      warn: (message) => this.warn(message),
    });
  }

  /** Everything is built again whenever somebody looks for new classes: once is enough. */
  private warn(message: string): void {
    if (this.warned.has(message)) return;
    this.warned.add(message);
    this.logger.warn(message);
  }

  private mentionUnused({ byClass }: Surroundings, tasks: readonly RegisteredTask[]): void {
    const used = new Set(tasks.flatMap(({ stepsOfClass }) => [...stepsOfClass.keys()]));
    for (const type of byClass.keys()) {
      const reference = stepReferenceOf(type);
      if (reference === undefined || used.has(type)) continue;
      this.logger.debug(`step class ${type.name} ('${reference}') is a provider, but no task lists it`);
    }
  }
}

/** A declaration with the provider of its class. */
interface DeclaredTask extends ClassDeclaration {
  readonly handler: Type<unknown> | undefined;
  readonly wrapper: ProviderWrapper | undefined;
}

/** The same file may be reached through a link: module paths are real ones, the directory is as the options name it. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function declarationOf(wrapper: ProviderWrapper): ProvidedClass | undefined {
  const type = classesOf(wrapper).find((candidate) => taskDeclarationOf(candidate) !== undefined);
  return type === undefined ? undefined : { type, wrapper };
}
