/** What a failed call says about the transaction it carried. */
export type FailureKind =
  /** The worker's lease is gone: the call was refused. */
  | 'lease_lost'
  /** A row stayed locked beyond the lock timeout: rolled back. */
  | 'locked'
  /** Rolled back for a reason that passes: deadlock, serialisation, resources. */
  | 'retry'
  /** The server refused the data itself: rolled back, and would be again. */
  | 'data'
  /** No answer: the transaction may or may not have been committed. */
  | 'unknown';

/** What the server sends; a system error such as EPIPE has five characters too, but no class of SQLSTATE begins with E. */
const SQLSTATE = /^[0-9FHPTX][0-9A-Z]{4}$/;

/** Sorts an error of the pg driver by what it means for the call that raised it. */
export function failureKind(error: unknown): FailureKind {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string' || !SQLSTATE.test(code)) return 'unknown';
  if (code === 'TK001') return 'lease_lost';
  if (code === '55P03') return 'locked';
  // 57P01-57P03: the server ended the session; 08: the connection broke; 57014: cancelled by a client-side limit.
  if (code.startsWith('57') || code.startsWith('08')) return 'unknown';
  if (code.startsWith('22') || code.startsWith('54')) return 'data';
  return 'retry';
}

/** One line about an error for the log. */
export function describeFailure(error: unknown): string {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  const text = typeof message === 'string' && message !== '' ? message : String(error);
  return typeof code === 'string' ? `${text} (${code})` : text;
}

/** A prepared statement that the session does not have, or has already: it is not the session that this connection prepared it in. */
const FOREIGN_SESSION = new Set(['26000', '42P05']);

/** The error, which says also what to do when it comes of a pooler that nobody told of. */
export function hintedFailure(error: unknown): unknown {
  const { code } = (error ?? {}) as { code?: unknown };
  if (error instanceof Error && FOREIGN_SESSION.has(String(code))) {
    error.message += ": the session belongs to somebody else; behind a pooler that shares sessions set database.pooler: 'transaction'";
  }
  return error;
}
