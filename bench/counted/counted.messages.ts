import type { Drive } from './drive.shapes.js';
import type { ProcessCost } from './process.cost.js';
import type { DriveCounts } from './scripted.drive.js';

/** What the process of the drives can be asked for. */
export interface CountedOrders {
  /** Runs a drive on a database that is not looked at: the code is compiled then. */
  warmUp(order: DriveOrder): ProcessCost;
  /** Brings a drive to the moment before its first claim. */
  prepare(order: DriveOrder): void;
  /** Works its tasks off. */
  run(order: null): DriveReport;
  /** Ends its application. */
  finish(order: null): void;
  /** CPU seconds of writing and reading a small document: what times are compared with. */
  calibrate(order: null): number;
  close(order: null): void;
}

/** A drive and the URL of its database. */
export interface DriveOrder {
  readonly url: string;
  readonly drive: Drive;
}

/** What a drive sent, and what it cost this process. */
export interface DriveReport extends DriveCounts {
  readonly cost: ProcessCost;
}
