import { getJson } from './http.json.js';

/** Something that Prometheus scrapes. */
export interface ScrapeTarget {
  readonly scrapeUrl: string;
  readonly health: string;
  readonly lastError: string;
  /** Its labels, `job` and `instance` among them: all its series have them. */
  readonly labels: Readonly<Record<string, string>>;
}

/** A series of an answer. */
export interface AnsweredSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Answer {
  readonly status?: string;
  readonly error?: string;
  readonly data?: unknown;
}

/** Asks the HTTP API of a Prometheus server. */
export class PrometheusApi {
  constructor(
    private readonly url: string,
    private readonly timeoutMs: number,
  ) {}

  async version(): Promise<string> {
    return String(((await this.get('/api/v1/status/buildinfo')) as { version?: unknown }).version);
  }

  async targets(): Promise<readonly ScrapeTarget[]> {
    const { activeTargets } = (await this.get('/api/v1/targets?state=active')) as { activeTargets: readonly ScrapeTarget[] };
    return activeTargets;
  }

  /** An instant query that gives series. */
  async query(expression: string): Promise<readonly AnsweredSeries[]> {
    const { result } = (await this.get(`/api/v1/query?query=${encodeURIComponent(expression)}`)) as {
      result: readonly { metric: Record<string, string>; value: [number, string] }[];
    };
    return result.map(({ metric, value: [, text] }) => ({ metric, value: Number(text) }));
  }

  private async get(path: string): Promise<unknown> {
    const url = this.url.replace(/\/+$/, '') + path;
    const answer = (await getJson(url, { timeoutMs: this.timeoutMs })) as Answer;
    if (answer.status !== 'success') throw new Error(`${url}: ${answer.error ?? 'this is no answer of Prometheus'}`);
    return answer.data;
  }
}
