import type { TaskDefinitionOptions } from './step.options.js';

/** Way to a value inside a declaration: `['steps', 2, 'retryLimit']`. */
export type DeclarationPath = readonly (string | number)[];

/** A definition as it was declared, whatever the way; only its form is known to be right. */
export interface TaskDeclaration {
  readonly options: TaskDefinitionOptions;
  /** What declared it, for messages: a class name, or a file name as the user gave it. */
  readonly declaredBy: string;
  /** The file that it stands in. */
  readonly source?: string | undefined;
  /** Names a place in it the way its author will find it: class and step, or file, line and key. */
  at(path: DeclarationPath): string;
}
