/** The content of a workflow: about 100 bytes as JSON. */
export interface Content {
  readonly number: number;
  readonly reference: string;
  readonly note: string;
}

/** What every step returns: about 100 bytes as JSON. */
export interface StepResult {
  readonly outcome: string;
  readonly reference: string;
  readonly note: string;
}

const RESULT: StepResult = { outcome: 'done', reference: 'a4d1c0f2-93b7-4e58', note: 'nothing was done, and it was done at once' };

/** The content of a workflow of this number. */
export function contentOf(number: number): Content {
  return { number, reference: `order-${number}`, note: 'a context of about one hundred bytes as JSON text' };
}

/** The handler of every step of every engine: it does nothing, and makes sure that the engine gave it what it is due. */
export class HandledSteps {
  private handled = 0;
  private failure: Error | null = null;

  /** How often it was called. Throws what has gone wrong, whatever the engine makes of failures. */
  get count(): number {
    if (this.failure !== null) throw this.failure;
    return this.handled;
  }

  /** Throws unless it is given the content and the results of so many parents. */
  handle(content: Content, parents: readonly StepResult[], expected: number): StepResult {
    if (content?.reference !== `order-${content?.number}`) throw this.fail(`a step was given no content: ${JSON.stringify(content)}`);
    if (parents.length !== expected) throw this.fail(`a step was given ${parents.length} results of the ${expected} steps it follows`);
    const strange = parents.find((parent) => parent?.reference !== RESULT.reference);
    if (strange !== undefined) throw this.fail(`a step was given a result that is none: ${JSON.stringify(strange)}`);
    this.handled += 1;
    return RESULT;
  }

  /** Notes what goes wrong outside handlers. */
  fail(failure: string | Error): Error {
    const error = failure instanceof Error ? failure : new Error(failure);
    this.failure ??= error;
    return error;
  }
}
