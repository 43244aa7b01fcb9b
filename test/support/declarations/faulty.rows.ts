import type { Provider } from '@nestjs/common';
import { Pay } from './faulty.classes.js';

/** A fault, in both ways in where it can be made in both. */
export interface Row {
  readonly fault: string;
  /** Options of a decorator, and what is said. */
  readonly code?: readonly [options: object, message: string];
  /** The same in a file, from line 2 on. */
  readonly file?: readonly [lines: string, message: string];
  /** Providers besides the common ones. */
  readonly providers?: readonly Provider[];
}

/** One step in code. */
export const step = (options: object) => ({ steps: [{ name: 'pay', handler: Pay, ...options }] });
/** The same in a file: the options of the step begin in line 5. */
export const lines = (...options: string[]) =>
  ['steps:', '  - name: pay', '    handler_class: Pay', ...options.map((line) => `    ${line}`)].join('\n');
/** Steps and what they depend on: `a: 'b c'`. */
export const graph = (edges: Record<string, string>) => ({
  steps: Object.entries(edges).map(([name, dependsOn]) => ({ name, handler: Pay, dependsOn: dependsOn.split(' ').filter(Boolean) })),
});
/** The same in a file, from line 3 on. */
export const graphLines = (edges: Record<string, string>) =>
  [
    'steps:',
    ...Object.entries(edges).map(([name, on]) => `  - {name: ${name}, handler: Pay, depends_on_steps: [${on.split(' ').join(', ')}]}`),
  ].join('\n');
/** A step without options in a file. */
export const one = lines();
