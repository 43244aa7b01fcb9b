/** The clock of the database, as this process knows it. That of the process may be off; whoever asks the database for a time can tell by how much. */
export class ServerClock {
  /** By how much the database's clock is ahead, in milliseconds. */
  private ahead = 0;

  /** Milliseconds since 1970. */
  now(): number {
    return Math.round(Date.now() + this.ahead);
  }

  /**
   * Learns from a moment that the database named between a question and its answer, both by the clock of the process. A clock that may be right
   * is left alone, so that a long wait for the answer says nothing.
   */
  learn(at: number, asked: number, answered = Date.now()): void {
    // A moment may have lost the part of its millisecond.
    this.ahead = Math.max(at - answered, Math.min(this.ahead, at + 1 - asked));
  }
}
