/** What every engine runs. */
export type WorkloadName = 'W1' | 'W1x10' | 'W2' | 'W3' | 'W4' | 'W5' | 'W6' | 'W7';

/** The shapes that are compared; every engine builds them as its own documentation advises. */
export type Shape =
  /** Five steps, one after the other. */
  | 'linear'
  /** One, two beside each other, one that waits for both. */
  | 'diamond'
  /** One, fifty beside each other, one that waits for all of them. */
  | 'fan-out'
  /** One step. */
  | 'single';

/** Steps of one workflow of a shape. */
export const STEPS: Readonly<Record<Shape, number>> = { linear: 5, diamond: 4, 'fan-out': 52, single: 1 };

/** Where an engine works. */
export interface PeerSurroundings {
  /** A fresh database of the server that all engines share. */
  readonly postgres: string;
  /** An empty store of its own; null for engines that need none. */
  readonly redis: string | null;
  readonly shape: Shape;
  /** Processes that work at the same time, this one included. */
  readonly processes: number;
  /** Whether `create` fills it before `work`, or `roundTrip` is called one after the other. */
  readonly mode: 'throughput' | 'latency';
  /** Steps at a time in a process of this project's engine; the others have their own advice. */
  readonly concurrency: number;
}

/**
 * An engine in a process of its own. Handlers do nothing and return about 100 bytes; a workflow has about 100 bytes of content, which every handler
 * is given, and a step that follows others is given their results. With several processes the first creates, all of them work.
 * A process opens two of them, one after the other: the first is warmed up on a database of its own and closed.
 */
export interface PeerEngine {
  /** Makes what the engine needs, of the first process once; nothing works yet. */
  prepare(surroundings: PeerSurroundings): Promise<void>;
  /** Connects a process; it can create, and does not work yet. */
  open(surroundings: PeerSurroundings): Promise<void>;
  /** Creates so many workflows, by the fastest way that the engine has. One that runs what it creates at once starts here. */
  create(workflows: number): Promise<void>;
  /** Begins to work; resolves when it does. */
  work(): Promise<void>;
  /** How many steps this engine has run in this process, each with the content and the results it is due; it throws in the handler of any other. */
  handled(): number;
  /** How many workflows are not durably complete, as the store says: one cheap statement, called again and again at the end of a run. */
  remaining(): Promise<number>;
  /** One workflow on an otherwise idle engine: resolves when it is durably complete and the process knows. */
  roundTrip(): Promise<void>;
  close(): Promise<void>;
}

/** A workload that an engine does not run like the others. */
interface PeerException {
  /** Workflows of a run, or calls of `roundTrip`; 0: it is left out. */
  readonly workflows: number;
  /** Why, for the reader of the table. */
  readonly reason: string;
}

/** An engine of the comparison. */
export interface Peer {
  /** The word for it on the command line. */
  readonly id: string;
  /** The name in tables: the engine and how it is used. */
  readonly name: string;
  /** npm package of the peer, whose version is reported; null: this project. */
  readonly packageName: string | null;
  /** Which settings it runs with and whose advice they are. */
  readonly settings: string;
  /** What the reader must know to compare fairly, if anything. */
  readonly remark: string | null;
  /** Whether `create` already runs the workflows: its rate then contains their creation. */
  readonly runsAtCreation: boolean;
  readonly needsRedis: boolean;
  readonly exceptions?: Readonly<Partial<Record<WorkloadName, PeerException>>>;
  create(): PeerEngine;
}
