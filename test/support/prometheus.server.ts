import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.js';

/** What Prometheus scrapes: jobs with the URLs of their metrics. */
export type ScrapeJobs = Readonly<Record<string, readonly string[]>>;

/** A series of an answer. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A real Prometheus of a test. */
export interface PrometheusServer {
  readonly url: string;
  /** The answer to an instant query; an error of the server is thrown. */
  query(expression: string): Promise<Series[]>;
  /** Waits until every target, or those of these URLs, was scraped after this call, with success. */
  scraped(urls?: readonly string[]): Promise<void>;
  get<T>(path: string): Promise<T>;
  stop(): Promise<void>;
}

interface Target {
  readonly health: string;
  readonly lastScrape: string;
  readonly lastError: string;
  readonly scrapeUrl: string;
}

/** Whether a program of Prometheus is installed. */
export function hasProgram(name: 'prometheus' | 'promtool'): boolean {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether tests of the real server are left out: not where it must be there (`TASKER_TEST_PROMETHEUS=required`, set by .ci/run when it has
 * found or installed it), so that nobody takes a run without them for one with them.
 */
export const withoutPrometheus =
  !(hasProgram('prometheus') && hasProgram('promtool')) && process.env['TASKER_TEST_PROMETHEUS'] !== 'required';

/** A target with a place of its own, behind which a test puts whatever is scraped: Prometheus takes five seconds to notice a new target. */
export interface ScrapeDoor {
  readonly url: string;
  /** Gives the page for a request by that user agent; null: none. */
  page: ((userAgent: string) => Promise<string>) | null;
  close(): Promise<void>;
}

/** Opens a door with nothing behind it. */
export async function openDoor(): Promise<ScrapeDoor> {
  const server = createHttpServer((request, response) => {
    const page = door.page?.(request.headers['user-agent'] ?? '') ?? Promise.reject(new Error('nothing here'));
    page.then(
      (body) => response.setHeader('Content-Type', 'text/plain; version=0.0.4; charset=utf-8').end(body),
      () => response.writeHead(404).end(),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const door: ScrapeDoor = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`,
    page: null,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return door;
}

/** The text at a URL. */
export async function textAt(url: string): Promise<string> {
  return (await fetch(url)).text();
}

/** Starts a server on a free port with a directory of its own, which goes with it. */
export async function startPrometheus(
  jobs: ScrapeJobs,
  { rules = [] as readonly string[], interval = '500ms' } = {},
): Promise<PrometheusServer> {
  const directory = mkdtempSync(join(tmpdir(), 'tasker-prometheus-'));
  const port = await freePort();
  const file = join(directory, 'prometheus.yml');
  writeFileSync(file, JSON.stringify(configuration(jobs, rules, interval)));
  const child = spawn('prometheus', [
    `--config.file=${file}`,
    `--storage.tsdb.path=${join(directory, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=warn',
  ]);
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    await end(child);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await eventually(() => isReady(url, child, said), { what: 'Prometheus is ready' });
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...client(url, Object.values(jobs).flat().length), url, stop };
}

function client(url: string, targetCount: number): Pick<PrometheusServer, 'query' | 'scraped' | 'get'> {
  const get = async <T>(path: string): Promise<T> => {
    const answer = (await (await fetch(url + path)).json()) as { status: string; error?: string; data: T };
    if (answer.status !== 'success') throw new Error(`${decodeURIComponent(path)}: ${answer.error}`);
    return answer.data;
  };
  const targets = async () => (await get<{ activeTargets: Target[] }>('/api/v1/targets?state=active')).activeTargets;
  return {
    get,
    query: async (expression) => {
      const path = `/api/v1/query?query=${encodeURIComponent(expression)}`;
      const { resultType, result } = await get<{ resultType: string; result: any }>(path);
      if (resultType === 'scalar') return [{ metric: {}, value: Number(result[1]) }];
      return result.map(({ metric, value }: { metric: Record<string, string>; value: [number, string] }) => ({
        metric,
        value: Number(value[1]),
      }));
    },
    scraped: async (urls) => {
      const from = Date.now();
      let unwell: readonly Target[] = [];
      await eventually(
        async () => {
          const all = (await targets()).filter(({ scrapeUrl }) => urls?.includes(scrapeUrl) ?? true);
          unwell = all.filter(({ health, lastScrape }) => health !== 'up' || Date.parse(lastScrape) <= from);
          // In its first moments it knows no target.
          return all.length === (urls?.length ?? targetCount) && unwell.length === 0;
        },
        { what: 'every target is scraped' },
      ).catch((error: Error) => {
        throw new Error(`${error.message}: ${unwell.map(({ scrapeUrl, lastError }) => `${scrapeUrl} ${lastError}`).join(', ')}`);
      });
    },
  };
}

function configuration(jobs: ScrapeJobs, rules: readonly string[], interval: string): object {
  return {
    global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval },
    rule_files: rules,
    scrape_configs: Object.entries(jobs).map(([job, urls]) => ({
      job_name: job,
      metrics_path: new URL(urls[0]!).pathname,
      static_configs: [{ targets: urls.map((url) => new URL(url).host) }],
    })),
  };
}

async function isReady(url: string, child: ChildProcess, said: readonly string[]): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`Prometheus has ended: ${said.join('')}`);
  const answer = await fetch(`${url}/-/ready`).catch(() => null);
  return answer?.ok === true;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** A port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
