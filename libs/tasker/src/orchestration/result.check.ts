import type { ContentCheck } from '../definitions/content.check.js';
import { PermanentError } from '../model/errors.js';

const MOST_NAMED = 10;

/**
 * JSON of a result that keeps its declaration, defaults applied.
 *
 * @throws PermanentError `RESULT_SCHEMA` naming the paths: the same code would return the same again
 */
export async function checkedResult(json: string, check: ContentCheck): Promise<string> {
  const { value, issues } = await check(JSON.parse(json));
  if (issues.length === 0) return JSON.stringify(value);
  const named = issues.slice(0, MOST_NAMED).map(({ path, message }) => `${path === '' ? 'result' : `result.${path}`} ${message}`);
  const rest = issues.length > MOST_NAMED ? [`and ${issues.length - MOST_NAMED} more`] : [];
  throw new PermanentError(`the result breaks its declaration: ${[...named, ...rest].join('; ')}`, {
    errorCode: 'RESULT_SCHEMA',
    context: { issues: issues.slice(0, MOST_NAMED) },
  });
}
