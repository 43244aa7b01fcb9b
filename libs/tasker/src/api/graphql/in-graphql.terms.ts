import { InvalidRequestError, type FieldIssue } from '../../model/errors.js';

/** Names that GraphQL gives to what the engine calls otherwise. */
const NAMES: Readonly<Record<string, string>> = { state: 'status', limit: 'first', cursor: 'after', step: 'stepId' };

/** Runs a call of the engine; what it refuses is reported under the names of the schema. */
export async function inGraphqlTerms<T>(call: () => T | Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'InvalidRequestError') throw error;
    throw new InvalidRequestError(inTerms((error as InvalidRequestError).issues));
  }
}

/** Issues under the names of the schema: only the first word of a path is one. */
export function inTerms(issues: readonly FieldIssue[]): FieldIssue[] {
  return issues.map(({ path, message }) => {
    const first = /^[A-Za-z_]*/.exec(path)?.[0] ?? '';
    return { path: `${NAMES[first] ?? first}${path.slice(first.length)}`, message };
  });
}

/** The value, or null where nothing is found: a query answers null for what does not exist or is out of reach. */
export async function orNull<T>(call: () => Promise<T>): Promise<T | null> {
  try {
    return await inGraphqlTerms(call);
  } catch (error) {
    if (error instanceof Error && error.name === 'NotFoundError') return null;
    throw error;
  }
}
