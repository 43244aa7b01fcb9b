import { parseHttpDate } from './http.date.js';

/**
 * Seconds that a `Retry-After` header asks for, 0 or more, or null when there is none that can be read (a negative, fractional or empty
 * one too). `date` is the response's own `Date` header: a date is measured against it, so that a wrong local clock does no harm; without
 * one against `nowMs`. A past date is 0. Nothing is capped here: the engine caps what it is asked for.
 *
 * @example parseRetryAfter('120') // 120
 */
export function parseRetryAfter(
  header: string | null | undefined,
  { date, nowMs = Date.now() }: { date?: string | null | undefined; nowMs?: number } = {},
): number | null {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return Math.min(Number(text), Number.MAX_SAFE_INTEGER);
  const until = parseHttpDate(text, nowMs);
  if (until === null) return null;
  const from = parseHttpDate(date?.trim() ?? '', nowMs) ?? nowMs;
  return Math.max(Math.ceil((until - from) / 1000), 0);
}
