/** How long to wait before the next attempt: the parameters of SQL `retry_wait`. Waits are in seconds. */
export interface BackoffProfile {
  readonly seconds: readonly number[] | null;
  readonly max: number;
  readonly multiplier: number;
  /** Added for each attempt beyond the list. Default 0. */
  readonly increment?: number;
  /** Largest variation as a share of the wait. */
  readonly jitter: number;
}

/** The claim that an outcome belongs to. */
export interface ClaimKey {
  readonly taskId: string;
  readonly stepId: number;
  readonly attempt: number;
}

/** How an attempt ended. Results and errors are JSON text already: they are written once and copied, not parsed again. */
export type Outcome = ClaimKey & {
  /** Events that leave when the outcome is committed; they are not sent to the database. */
  events?: readonly { readonly name: string; readonly payload: unknown }[];
  /** Seconds that the step waited for its claim (null: nobody knows) and that its handler ran. */
  times?: { readonly waited: number | null; readonly ran: number };
  /** What the sender remembers of the attempt; not sent. */
  about?: unknown;
} & (
    | { readonly kind: 'completed'; readonly results: string }
    | {
        readonly kind: 'failed';
        readonly error: string;
        /** What the handler had set as its result before it failed. */
        readonly results?: string | undefined;
        readonly permanent: boolean;
        /** Seconds asked for by the handler or its server; replaces the computed wait. */
        readonly retryAfter: number | null;
        readonly backoff: BackoffProfile;
      }
    /** Handed back unused: the attempt does not count against the limit. */
    | { readonly kind: 'returned'; readonly delaySeconds: number; readonly reason?: string }
  );

/** The JSON that SQL `parse_outcomes` reads. */
export function outcomesJson(outcomes: readonly Outcome[]): string {
  return `[${outcomes.map(outcomeJson).join(',')}]`;
}

function outcomeJson(outcome: Outcome): string {
  const claim = `"t":"${outcome.taskId}","s":${outcome.stepId},"a":${outcome.attempt},"k":"${outcome.kind}"${timesOf(outcome.times)}`;
  switch (outcome.kind) {
    case 'completed':
      return `{${claim},"r":${outcome.results}}`;
    case 'returned':
      return `{${claim},"w":${outcome.delaySeconds}${reasonOf(outcome.reason)}}`;
    case 'failed': {
      const wait = outcome.retryAfter === null ? '' : `,"w":${outcome.retryAfter}`;
      const results = outcome.results === undefined ? '' : `,"r":${outcome.results}`;
      return `{${claim},"e":${outcome.error},"p":${outcome.permanent},"b":${JSON.stringify(outcome.backoff)}${wait}${results}}`;
    }
  }
}

function timesOf(times: Outcome['times']): string {
  if (times === undefined) return '';
  return times.waited === null ? `,"d":${times.ran}` : `,"q":${times.waited},"d":${times.ran}`;
}

function reasonOf(reason: string | undefined): string {
  return reason === undefined ? '' : `,"e":${JSON.stringify({ reason })}`;
}
