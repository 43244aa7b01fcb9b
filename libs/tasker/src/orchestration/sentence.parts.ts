import type { FailureDetail, StepMention } from './explanation.js';

const MOST_NAMED = 3;
const MESSAGE_CHARACTERS = 200;

/** What a person may do with a step that failed for good. */
export const REMEDY = 'retry, resolve, complete or cancel';

/** `failed for good after 3 attempts (CardDeclined: no funds)` */
export function failedWords(failure: FailureDetail): string {
  return `failed for good after ${failure.attempts} ${failure.attempts === 1 ? 'attempt' : 'attempts'} (${errorWords(failure)})`;
}

/** `CardDeclined: no funds`; a long message is cut. */
export function errorWords({ error: { errorClass, message } }: FailureDetail): string {
  const text = message === null || message.length <= MESSAGE_CHARACTERS ? message : `${message.slice(0, MESSAGE_CHARACTERS)}…`;
  return [errorClass, text].filter((word) => word !== null && word !== '').join(': ') || 'no error is stored';
}

/** `paused since 2026-01-02T03:04:05.000Z by ann: stock-taking` */
export function pauseWords({ since: when, by: actor, reason }: { since: Date | null; by: string | null; reason: string | null }): string {
  return `paused${since(when)}${by(actor)}${because(reason)}`;
}

/** `pay (error), ship (pending) and 4 more` */
export function mentions(steps: readonly StepMention[], count = steps.length): string {
  return named(
    steps.map(({ name, state }) => ({ name: `${name} (${state})` })),
    count,
  );
}

/** `pay, ship, pack and 4 more` */
export function named(steps: readonly { readonly name: string }[], count: number): string {
  const shown = steps.slice(0, MOST_NAMED).map(({ name }) => name);
  const all = count > shown.length ? [...shown, `${count - shown.length} more`] : shown;
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

/** ` since <moment>`, or nothing. */
export function since(when: Date | null): string {
  return when === null ? '' : ` since ${at(when)}`;
}

/** ` by ann`, or nothing. */
export function by(actor: string | null): string {
  return actor === null ? '' : ` by ${actor}`;
}

/** `: stock-taking`, or nothing. */
export function because(reason: string | null): string {
  return reason === null ? '' : `: ${reason}`;
}

/** A moment in UTC. */
export function at(moment: Date): string {
  return moment.toISOString();
}

/** Seconds to a tenth, never negative. */
export function rounded(seconds: number): number {
  return Math.max(0, Math.round(seconds * 10) / 10);
}
