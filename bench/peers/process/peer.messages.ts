import type { PeerSurroundings } from '../peer.engine.js';

/** Which engine a process opens, and where. */
export interface OpenOrder {
  readonly peer: string;
  readonly surroundings: PeerSurroundings;
}

/** What a process of an engine has used since it was asked to reset. */
export interface ProcessUse {
  readonly handled: number;
  readonly cpuSeconds: number;
}

/** What a process of an engine can be asked for. */
export interface PeerOrders {
  /** Makes what the engine needs in a fresh store. */
  prepare(order: OpenOrder): void;
  /** Opens a new engine, which does not work yet. */
  open(order: OpenOrder): void;
  /** Creates workflows; answers with the moments at which this began and ended, by the clock of the machine. */
  create(order: { workflows: number }): { begun: number; ended: number };
  /** Begins to work; answers with the moment from which it works. */
  work(order: null): { from: number };
  /** How many steps the engine has run in this process. */
  handled(order: null): number;
  /** Waits until the engine has run so many steps in this process and the store says that every workflow is durably complete: that moment. */
  settle(order: { steps: number }): { at: number };
  /** CPU since the last call, and steps since `open`. */
  use(order: null): ProcessUse;
  /** One workflow after the other: so many, but none begins after so many seconds unless it is one of the least that are wanted. */
  roundTrips(order: { most: number; least: number; seconds: number }): { milliseconds: number[] };
  /** Closes the engine; the process can open another one. */
  shut(order: null): void;
  close(order: null): void;
}
