import type { TaskDefinitionOptions } from './step.options.js';

/** Way to a value inside a declaration: `['steps', 2, 'retryLimit']`. */
export type DeclarationPath = readonly (string | number)[];

/** Something wrong with a declaration: where, and the rest of the sentence that begins with the place. */
export interface DeclarationProblem {
  readonly path: DeclarationPath;
  readonly message: string;
}

/** A definition as it was declared, whatever the way; only its form is known to be right. */
export interface TaskDeclaration {
  readonly options: TaskDefinitionOptions;
  /** What declared it, for messages: a class name, or a file name as the user gave it. */
  readonly declaredBy: string;
  /** The file that it stands in. */
  readonly source?: string | undefined;
  /** Names a place in it the way its author will find it: class and step, or file, line and key. */
  readonly at: (path: DeclarationPath) => string;
}

/** A declaration that stands in code: by `@TaskHandler` on the class, or by what its `definition` gives. */
export function declarationInCode(className: string, options: TaskDefinitionOptions): TaskDeclaration {
  return { options, declaredBy: className, at: (path) => placeInCode(className, options, path) };
}

function placeInCode(className: string, options: TaskDefinitionOptions, path: DeclarationPath): string {
  const [first, index, ...rest] = path;
  if (first === undefined) return className;
  if (first !== 'steps' || typeof index !== 'number') return `${className}: '${path.join('.')}'`;
  const name = (options.steps?.[index] as { name?: unknown } | undefined)?.name;
  const step = typeof name === 'string' && name !== '' ? `step '${name}' of ${className}` : `steps[${index}] of ${className}`;
  return rest.length === 0 ? step : `${step}: '${rest.join('.')}'`;
}
