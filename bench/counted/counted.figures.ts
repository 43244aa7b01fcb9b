import type { SentStatements } from './statement.gate.js';
import type { RowChanges } from './row.counters.js';
import type { StatementRows } from './server.cost.js';

/** Figures that follow from the script alone: every run finds the same. */
export interface ExactFigures {
  /** What the calls send that create the tasks of a batch. */
  readonly created: SentStatements;
  readonly worked: SentStatements;
  /** What happens to rows while the tasks are created, and while they are worked off. */
  readonly createdRows: RowChanges;
  readonly workedRows: RowChanges;
}

/** Figures that hardly vary: runs differ by less than 2 %. */
interface NearFigures {
  readonly walBytesPerStep: number;
  /** Pages that the server looked at. */
  readonly pagesPerStep: number;
  /** What Node allocated on its heap. */
  readonly heapBytesPerStep: number;
  /** What Node allocated outside of it, for buffers. */
  readonly externalBytesPerStep: number;
}

/** Times, as multiples of a piece of work measured in the same run: told, never compared. */
export interface TimeFigures {
  readonly nodeMicrosecondsPerStep: number;
  /** So many times the CPU that Node takes to write and read a small document. */
  readonly nodeTimes: number;
  readonly serverMicrosecondsPerStep: number;
  /** So many times the time that the server takes to update a row without waiting for the disk. */
  readonly serverTimes: number;
}

/** Everything that is found of a drive. */
export interface DriveFigures {
  readonly exact: ExactFigures;
  /** Of the statements that work the tasks off, those inside functions too: exact as well. */
  readonly statements: Readonly<Record<string, StatementRows>>;
  readonly near: NearFigures;
  readonly times: TimeFigures;
}

/** What is kept of a drive. */
export type ExpectedDrive = Omit<DriveFigures, 'times'>;
