import type { ChangeDocument } from '../../database/history.reader.js';

/** A row with the place behind it. */
export interface ToldRow<Position> {
  readonly row: ChangeDocument;
  readonly position: Position;
}

/** Where the changes of one stream come from. */
export interface LiveSource<Position> {
  /** The place behind what was handed out. */
  readonly position: Position;
  /** The next row, when there is one; null when it was closed, or nothing can come any more. */
  next(): Promise<ToldRow<Position> | 'reset' | null>;
  /** Ends it; whoever waits for the next row gets null. */
  close(): void;
}
