import { ConfigurationError } from '../model/errors.js';

/** Most lines of one error. */
export const MOST_SHOWN = 10;

/** One error for several problems, one line each; `count` when only the first of them were put into words. */
export function declarationRefusal(problems: readonly string[], count = problems.length): ConfigurationError {
  const rest = count - MOST_SHOWN;
  return new ConfigurationError([...problems.slice(0, MOST_SHOWN), ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n'));
}

/**
 * What each of some functions gives.
 *
 * @throws ConfigurationError with the lines of every one that throws one
 */
export function allOrRefusal<T>(makers: readonly (() => T)[]): T[] {
  const problems: string[] = [];
  const made = makers.flatMap((make) => {
    try {
      return [make()];
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      problems.push(...error.message.split('\n'));
      return [];
    }
  });
  if (problems.length > 0) throw declarationRefusal(problems);
  return made;
}
