/** What this process's worker says of itself; given by the room of the worker. */
export abstract class WorkerLoop {
  /** Null: this process has no worker. */
  abstract now(): { readonly workerId: string; readonly isRunning: boolean } | null;
}
