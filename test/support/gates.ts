interface Gate {
  readonly opened: Promise<void>;
  readonly reached: Promise<void>;
  open(): void;
  reach(): void;
}

/** Named places at which handlers stop until the test lets them through. */
export class Gates {
  private readonly gates = new Map<string, Gate>();

  /** For handlers: says that the place is reached and waits until it is open. */
  async pass(name: string): Promise<void> {
    const gate = this.of(name);
    gate.reach();
    await gate.opened;
  }

  /** For tests: resolves once somebody stands at the gate or has passed it. */
  reached(name: string): Promise<void> {
    return this.of(name).reached;
  }

  /** Opens a gate for good. */
  open(name: string): void {
    this.of(name).open();
  }

  private of(name: string): Gate {
    const known = this.gates.get(name);
    if (known !== undefined) return known;
    let open!: () => void;
    let reach!: () => void;
    const opened = new Promise<void>((resolve) => (open = resolve));
    const reached = new Promise<void>((resolve) => (reach = resolve));
    const gate = { opened, reached, open, reach };
    this.gates.set(name, gate);
    return gate;
  }
}
