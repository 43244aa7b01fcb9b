import { Injectable, Logger } from '@nestjs/common';
import { LimitFunctions, type ChangedLimit, type LimitRow, type SharedLimit } from '../database/limit.functions.js';
import { EngineSettings } from './engine.settings.js';
import { checkedNamespaces } from './list.query.js';

/** A limit, and what goes on under it in all processes. */
export interface LimitView {
  /** What it belongs to: a queue, a dependent system, or each key of a group of steps. */
  readonly kind: 'queue' | 'system' | 'key';
  /** Of the queue or the system; of a group, `namespace/name` of a definition or `namespace/name/step`. */
  readonly name: string;
  /** Most steps at once; for a group, with each key (the largest that its versions declare). Null: as many as workers take. */
  readonly concurrency: number | null;
  /** How often something may start, `per` in milliseconds; null: as often as workers come to it. */
  readonly rate: { readonly limit: number; readonly per: number; readonly burst: number } | null;
  /** Starts that the rate allows at once, now; null without one. */
  readonly tokens: number | null;
  /** Steps that run under it. */
  readonly running: number;
  /** Steps that are due and wait: for room, for the rate, for a worker, or for their key. */
  readonly waiting: number;
  /** Attempts of steps whose context had no key: they ran without a limit. */
  readonly keyless: number;
}

/** Writes the limits that the options declare, and reads those of the database. */
@Injectable()
export class SharedLimits {
  private readonly logger = new Logger('TaskerLimits');

  constructor(
    private readonly functions: LimitFunctions,
    private readonly settings: EngineSettings,
  ) {}

  /** Writes what this process declares: the last start decides. */
  async declare(): Promise<void> {
    const { sharedLimits } = this.settings;
    if (sharedLimits.length === 0) return;
    for (const changed of await this.functions.register(sharedLimits)) this.logger.warn(changeText(changed, sharedLimits));
  }

  /** All limits of the database, by kind and name; of some namespaces those of the keys of their definitions. */
  async list(within?: readonly string[]): Promise<LimitView[]> {
    return (await this.functions.list(checkedNamespaces(within))).map(limitView);
  }
}

function limitView(row: LimitRow): LimitView {
  const { kind, name, rate, per_seconds: per, burst } = row;
  return {
    kind,
    name,
    concurrency: row.max_running,
    rate: rate === null || per === null || burst === null ? null : { limit: rate, per: per * 1000, burst },
    tokens: row.tokens === null ? null : Math.floor(row.tokens),
    running: Number(row.running),
    waiting: Number(row.waiting),
    keyless: Number(row.keyless),
  };
}

function changeText({ kind, name, former, removed }: ChangedLimit, declared: readonly SharedLimit[]): string {
  const limit = declared.find((one) => one.kind === kind && one.name === name);
  const now = removed || limit === undefined ? 'is removed' : `is ${limitText(limit)}`;
  return `the limit of ${kind} '${name}' was ${limitText(former)} and ${now}: the last start decides`;
}

function limitText(limit: Readonly<Partial<Record<'max_running' | 'rate' | 'per_seconds' | 'burst', number | null>>>): string {
  const concurrency = typeof limit.max_running === 'number' ? [`${limit.max_running} at once`] : [];
  const rate = typeof limit.rate === 'number' ? [`${limit.rate} in ${limit.per_seconds} s (burst ${limit.burst})`] : [];
  return [...concurrency, ...rate].join(', ');
}
