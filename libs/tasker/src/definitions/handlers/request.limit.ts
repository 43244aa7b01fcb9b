/** The time limit of one request and the end of its attempt, as one signal. */
export class RequestLimit {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #expired = false;

  /** @throws the reason of `attempt` when that one has ended already */
  constructor(
    milliseconds: number,
    private readonly attempt: AbortSignal,
  ) {
    attempt.throwIfAborted();
    attempt.addEventListener('abort', this.#stop, { once: true });
    this.#timer = setTimeout(() => {
      this.#expired = true;
      this.#stop();
    }, milliseconds);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Why the request was stopped, if it was. The end of the attempt comes first: the engine has to hear of it in its own words. */
  get verdict(): 'attempt ended' | 'time ran out' | null {
    if (this.attempt.aborted) return 'attempt ended';
    return this.#expired ? 'time ran out' : null;
  }

  /** Lets go of the timer and of the attempt. */
  release(): void {
    clearTimeout(this.#timer);
    this.attempt.removeEventListener('abort', this.#stop);
  }

  readonly #stop = (): void => this.#controller.abort();
}
