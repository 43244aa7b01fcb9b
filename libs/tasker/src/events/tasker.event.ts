/** Something that has happened. Every listener gets the same object: it must not be changed. */
export interface TaskerEvent<P = unknown> {
  /** Words joined by dots: `handler.registered`. */
  readonly name: string;
  readonly payload: P;
  /** When it was published. */
  readonly at: Date;
}

/** Told about events; a promise that it returns is waited for before it gets the next event. */
export type TaskerEventListener<P = any> = (event: TaskerEvent<P>) => unknown;
