import type { ContentFilter } from '../../events/secret.filter.js';

/** A failure without what must not be shown of it. */
export interface ShownFailure {
  readonly message: string;
  readonly errorClass: string;
  readonly errorCode: string | undefined;
  /** No attempt follows, whatever the limit says. */
  readonly permanent: boolean;
  /** As an error has it; undefined where nobody knows. */
  readonly stack: string | undefined;
}

/** An error as the rows store it. */
interface StoredError {
  readonly message: string;
  readonly errorClass: string;
  readonly errorCode?: string;
  readonly permanent: boolean;
  readonly backtrace?: readonly string[];
  /** What the handler said of it. */
  readonly context?: unknown;
}

/**
 * The failure in the JSON of a stored error; `filterOf` gives the filter, which also has to know the context of the error. The stack is
 * filtered as one text: a secret may have several lines.
 */
export function shownFailure(json: string, filterOf: (context: unknown) => ContentFilter): ShownFailure {
  const { message, errorClass, errorCode, permanent, backtrace, context } = JSON.parse(json) as StoredError;
  const filter = filterOf(context);
  const stack = backtrace === undefined ? undefined : [`${errorClass}: ${message}`, ...backtrace.map((line) => `    ${line}`)].join('\n');
  return {
    message: filter.text(message),
    errorClass: filter.text(errorClass),
    errorCode: errorCode === undefined ? undefined : filter.text(errorCode),
    permanent,
    stack: stack === undefined ? undefined : filter.text(stack),
  };
}
