/** Who claims: `queue` from the lanes without limits, `limited` from the others. */
export type Claimant = 'queue' | 'limited';

/** Divides the free slots of a worker between two claimants, so that neither's backlog shuts the other out. */
export class SlotTurns {
  private first: Claimant = 'limited';

  /** How many of the free slots a claimant may take now; half of them, in turns the larger half, when the other one wants some too. */
  share(claimant: Claimant, free: number, otherWants: boolean): number {
    if (!otherWants) return free;
    return claimant === this.first ? Math.ceil(free / 2) : Math.floor(free / 2);
  }

  /** A claimant has taken its share: it is the other one's turn. */
  took(claimant: Claimant): void {
    this.first = claimant === 'queue' ? 'limited' : 'queue';
  }
}
