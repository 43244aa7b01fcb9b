import { tooComplex } from './operation/operation.walk.js';

/** Steps, tasks and notes below root fields of one operation. */
const MOST_NODES = 20_000;
/** Contexts, inputs, results and notes of one operation, as JSON. */
export const MOST_BYTES = 50_000_000;
/** An id in a list of ids costs more than its text: each is a value of its own. */
const ID_BYTES = 100;

/**
 * What the answer to one operation may hold, counted as it is handed out: no look at the operation can tell how many steps a task has, or how
 * many others each of them leads to.
 */
export class AnswerBudget {
  private nodes = 0;
  private bytes = 0;
  /** Made once: thousands of fields may meet it. */
  private refusal: Error | undefined;
  /** The same value is handed out wherever its step stands. */
  private readonly sizes = new WeakMap<object, number>();

  /** Whether more was asked for than it may hold: the answer has an error then, and need not go on. */
  get isSpent(): boolean {
    return this.refusal !== undefined;
  }

  /** @throws GraphQLError with the code `OPERATION_TOO_COMPLEX` */
  takeNodes(count: number): void {
    this.nodes += count;
    if (this.nodes <= MOST_NODES) return;
    this.refusal ??= tooComplex(`the answer would hold more than ${MOST_NODES} steps, tasks and notes: ask for fewer`);
    throw this.refusal;
  }

  /** Gives the value. @throws GraphQLError with the code `OPERATION_TOO_COMPLEX` */
  content<T>(value: T): T {
    this.takeBytes(this.sizeOf(value));
    return value;
  }

  /** Gives the ids. @throws GraphQLError with the code `OPERATION_TOO_COMPLEX` */
  ids(list: readonly number[]): readonly number[] {
    this.takeBytes(list.length * ID_BYTES);
    return list;
  }

  private takeBytes(count: number): void {
    this.bytes += count;
    if (this.bytes <= MOST_BYTES) return;
    this.refusal ??= tooLarge();
    throw this.refusal;
  }

  private sizeOf(value: unknown): number {
    if (typeof value === 'string') return value.length;
    if (typeof value !== 'object' || value === null) return 0;
    const known = this.sizes.get(value);
    if (known !== undefined) return known;
    const size = JSON.stringify(value)?.length ?? 0;
    this.sizes.set(value, size);
    return size;
  }
}

/** Refuses contents that are too large together. */
export function tooLarge(): Error {
  return tooComplex(`the answer would hold more than ${MOST_BYTES / 1e6} MB of contexts, inputs, results and notes: ask for fewer`);
}

/** Refuses tasks that have too many steps together. */
export function tooManySteps(): Error {
  return tooComplex(`these tasks have more than ${MOST_NODES} steps together, or steps of more than ${MOST_BYTES / 1e6} MB: ask for fewer`);
}

/** What the steps of tasks that are read at once may be. */
export const STEP_BOUNDS = { mostSteps: MOST_NODES, mostBytes: MOST_BYTES };
