import type { Duration } from '../duration.js';
import type { Query } from './request.target.js';

/** What one request may say; everything else stands in the settings. */
export interface RequestOptions {
  /** Laid over `params` of the settings. */
  readonly query?: Query;
  /** Laid over `headers` of the settings. Line ends and the like are refused. */
  readonly headers?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** A text, bytes and `URLSearchParams` are sent as they are, anything else as JSON. Default: no body. */
  readonly body?: unknown;
  /** Time limit of this request, answer and redirects included. Default: `timeout` of the settings. */
  readonly timeout?: Duration;
}
