import { existsSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Type } from '@nestjs/common';
import { ConfigurationError } from '../model/errors.js';
import type { DefinitionSettings } from './definition.settings.js';
import type { TaskHandlerDeclaration } from './handler.metadata.js';
import { suggestion } from '../model/near-names.js';
import { TASK_OPTIONS, type GeneratedTaskOptions, type TaskDefinitionOptions, type YamlTaskOptions } from './step.options.js';
import { declarationInCode, type TaskDeclaration } from './task-declaration.js';
import { isPlainObject } from './value.rules.js';
import { readTaskFile } from './yaml/task-file.reader.js';

/** What a class declares: its definition, and where the text of it stands. */
export interface ClassDeclaration {
  readonly declaration: TaskDeclaration;
  readonly moduleNamespace?: string | undefined;
  /** Absolute path of the file, when there is one. */
  readonly path?: string | undefined;
  readonly warnings: readonly string[];
}

/**
 * The declaration of a decorated class, whichever form `@TaskHandler` was given.
 *
 * @throws ConfigurationError when the form cannot be read: a missing file, a function that throws, keys of two forms
 */
export function classDeclaration(
  handler: Type<unknown>,
  { options, file }: TaskHandlerDeclaration,
  settings: DefinitionSettings,
): ClassDeclaration {
  if (!isPlainObject(options))
    throw new ConfigurationError(`${handler.name}: @TaskHandler takes an object such as { name: 'process_order' }`);
  if ('yaml' in options) return inFile(handler, { options: only(handler, options, 'yaml'), file }, settings);
  if ('definition' in options) return generated(handler, only(handler, options, 'definition'));
  return { declaration: declarationInCode(handler.name, options), warnings: [] };
}

/** The file that a class names; undefined when it names none, or one that cannot be found. */
export function fileOfClass(
  handler: Type<unknown>,
  { options, file }: TaskHandlerDeclaration,
  settings: DefinitionSettings,
): string | undefined {
  if (!isPlainObject(options) || !('yaml' in options)) return undefined;
  try {
    return pathOf(handler, { options: options as unknown as YamlTaskOptions, file }, settings);
  } catch {
    return undefined;
  }
}

/** Refuses what has no effect beside `yaml` or `definition`. */
function only<T extends object>(handler: Type<unknown>, options: object, form: keyof T & string): T {
  const wrong = Object.keys(options).find((key) => key !== form && key !== 'context');
  if (wrong === undefined) return options as T;
  const hint = TASK_OPTIONS.includes(wrong) ? `it belongs into the ${form === 'yaml' ? 'file' : 'definition'}` : 'unknown option';
  throw new ConfigurationError(
    `${handler.name}: '${wrong}' cannot stand beside '${form}' in @TaskHandler: ${hint}${suggestion(wrong, [form, 'context'])}`,
  );
}

function generated(handler: Type<unknown>, { definition, context }: GeneratedTaskOptions): ClassDeclaration {
  const options = typeof definition === 'function' ? madeBy(definition, handler) : definition;
  if (!isPlainObject(options))
    throw new ConfigurationError(`${handler.name}: 'definition' must be, or return, an object such as { name, steps }`);
  const whole = { ...(options as unknown as TaskDefinitionOptions), ...(context === undefined ? {} : { context }) };
  return { declaration: declarationInCode(handler.name, whole), warnings: [] };
}

function madeBy(definition: () => TaskDefinitionOptions, handler: Type<unknown>): unknown {
  try {
    return definition();
  } catch (cause) {
    throw new ConfigurationError(
      `${handler.name}: the function in 'definition' failed: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}

interface FileReference {
  readonly options: YamlTaskOptions;
  readonly file: string | undefined;
}

function inFile(handler: Type<unknown>, { options, file }: FileReference, settings: DefinitionSettings): ClassDeclaration {
  const path = pathOf(handler, { options, file }, settings);
  const { declaration, taskHandlerClass, moduleNamespace, warnings } = readTaskFile(path, settings);
  const names = namesOf(handler, moduleNamespace ?? settings.moduleNamespace);
  if (taskHandlerClass !== undefined && !names.includes(taskHandlerClass)) {
    throw new ConfigurationError(
      `${declaration.at(['taskHandlerClass'])} is '${taskHandlerClass}', but class ${handler.name} declares this file: write ${handler.name}, or leave it out`,
    );
  }
  const { context } = options;
  return {
    declaration: context === undefined ? declaration : withContext(handler, declaration, context),
    moduleNamespace,
    path,
    warnings,
  };
}

/** The declaration of a file with the context of a decorator, which is where its author will look for it. */
function withContext({ name }: Type<unknown>, declaration: TaskDeclaration, context: TaskDefinitionOptions['context']): TaskDeclaration {
  const at: TaskDeclaration['at'] = (path) => (path[0] === 'context' ? `${name}: '${path.join('.')}'` : declaration.at(path));
  return { ...declaration, options: { ...declaration.options, context }, at };
}

/** The texts by which a file may name a class. */
function namesOf({ name }: Type<unknown>, namespace: string | undefined): readonly string[] {
  if (namespace === undefined) return [name];
  return [name, `${namespace}.${name}`, ...(name.startsWith(namespace) ? [name.slice(namespace.length)] : [])];
}

/** A bare name is looked up beside the file of the class, then in `definitions.directory`. */
function pathOf(handler: Type<unknown>, { options: { yaml }, file }: FileReference, { directory }: DefinitionSettings): string {
  if (yaml instanceof URL) return pathOfUrl(handler, yaml);
  if (typeof yaml !== 'string' || yaml === '') throw new ConfigurationError(`${handler.name}: 'yaml' must be a file name or a file URL`);
  if (isAbsolute(yaml)) return yaml;
  const tried = [...(file === undefined ? [] : [resolve(dirname(file), yaml)]), resolve(directory, yaml)];
  const found = tried.find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new ConfigurationError(`${handler.name}: there is no file '${yaml}'; looked for ${tried.join(' and ')}`);
}

function pathOfUrl(handler: Type<unknown>, url: URL): string {
  if (url.protocol !== 'file:') throw new ConfigurationError(`${handler.name}: 'yaml' is a URL of ${url.protocol}; only files can be read`);
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new ConfigurationError(`${handler.name}: 'yaml' is ${url.href}, which names no file of this machine`, { cause });
  }
}
