import type pg from 'pg';
import type { ModelClaim } from './model.attempts.js';
import type { ModelTask } from './model.task.js';

/** What the model knows. */
export interface World {
  readonly tasks: ModelTask[];
  /** The three workers of now. */
  readonly workers: string[];
  readonly lost: Set<string>;
  /** Who is silent, and nobody has noticed. */
  readonly silent: Map<string, 'crash' | 'hang'>;
  /** Whether the workers have code for anything. */
  served: boolean;
  /** Every claim there ever was. */
  readonly claims: ModelClaim[];
  /** Seconds. */
  now: number;
  readonly lanes: number[];
  /** Numbers the deeds: each action has a reason of its own. */
  count: number;
  /** How often what happened, over all sequences. */
  readonly tally: Map<string, number>;
}

/** Counts what happened. */
export function count({ tally }: Pick<World, 'tally'>, what: string): void {
  tally.set(what, (tally.get(what) ?? 0) + 1);
}

/** Something that happens in the engine on one connection, and then, with its answer, in the model. */
export interface Deed {
  readonly label: string;
  /** Only makes something possible: what meets an open transaction is the deed after it. */
  readonly prepares?: true;
  run(client: pg.Client): Promise<unknown>;
  /**
   * `pending`: given when an open transaction held some of the rows, the tasks that are pending afterwards. A claim then finds what it can
   * get, and leaves a task pending whose row it could not have.
   */
  apply(world: World, answer: unknown, pending?: ReadonlySet<string>): void;
  /** Does once more what an overlapping deed held back. */
  again?(client: pg.Client): Promise<void>;
  afterwards?(client: pg.Client): Promise<void>;
}

/** One of a list; any number chooses. */
export const at = <T>(list: readonly T[], pick: number): T | undefined => list[pick % Math.max(1, list.length)];
