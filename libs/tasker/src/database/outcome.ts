import type { ClaimedStep } from './claimed.step.js';

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
  /** The claim that it ends, where the sender still has it: steps that are handed over with it take from it what they share; not sent. */
  claim?: ClaimedStep;
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

/**
 * Outcomes as SQL `parse_outcomes` reads them: one list a column, each as PostgreSQL writes it (tasks, steps, attempts, seconds waited, seconds
 * run, results), and of those that did not complete what else there is to say, by their place, from 1 on. Of a batch of completions, nearly
 * all there is, nothing is written twice and nothing is looked up by name.
 */
export type OutcomeColumns = readonly [
  taskIds: string,
  stepIds: string,
  attempts: string,
  waited: string,
  ran: string,
  results: string,
  others: string | null,
];

/** Writes a batch; results and errors are copied, not parsed. */
export function outcomeColumns(outcomes: readonly Outcome[]): OutcomeColumns {
  const column = (word: (outcome: Outcome) => string | number) => `{${outcomes.map(word).join(',')}}`;
  const others = outcomes.flatMap((outcome, place) => (outcome.kind === 'completed' ? [] : [`"${place + 1}":${remarkOf(outcome)}`]));
  return [
    column(({ taskId }) => taskId),
    column(({ stepId }) => stepId),
    column(({ attempt }) => attempt),
    column(({ times }) => times?.waited ?? 'null'),
    column(({ times }) => times?.ran ?? 'null'),
    `[${outcomes.map(resultsOf).join(',')}]`,
    others.length === 0 ? null : `{${others.join(',')}}`,
  ];
}

function resultsOf(outcome: Outcome): string {
  return outcome.kind === 'returned' ? 'null' : (outcome.results ?? 'null');
}

function remarkOf(outcome: Exclude<Outcome, { kind: 'completed' }>): string {
  const kind = `"k":"${outcome.kind}"`;
  switch (outcome.kind) {
    case 'returned':
      return `{${kind},"w":${outcome.delaySeconds}${outcome.reason === undefined ? '' : `,"e":${JSON.stringify({ reason: outcome.reason })}`}}`;
    case 'failed': {
      const wait = outcome.retryAfter === null ? '' : `,"w":${outcome.retryAfter}`;
      return `{${kind},"e":${outcome.error},"p":${outcome.permanent},"b":${JSON.stringify(outcome.backoff)}${wait}}`;
    }
  }
}
