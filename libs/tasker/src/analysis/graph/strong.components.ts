/** A name with the names it depends on, all of them present. */
export type Dependencies = ReadonlyMap<string, readonly string[]>;

/** Where a walk stands: a name, and how many of its dependencies have been followed. */
interface Place {
  readonly name: string;
  followed: number;
}

/**
 * Groups of names that depend on each other in circles; names on no circle are left out. Linear. Tarjan's algorithm with a stack of its own,
 * since a chain of 10,000 steps is deeper than calls may be.
 */
export function circularGroups(dependencies: Dependencies): string[][] {
  const walk = new Walk(dependencies);
  for (const name of dependencies.keys()) walk.from(name);
  return walk.groups.filter((group) => group.length > 1 || (dependencies.get(group[0]!) ?? []).includes(group[0]!));
}

class Walk {
  readonly groups: string[][] = [];
  private readonly numbers = new Map<string, number>();
  /** The smallest number that is reached from a name among those still open. */
  private readonly lows = new Map<string, number>();
  private readonly open: string[] = [];
  private readonly isOpen = new Set<string>();

  constructor(private readonly dependencies: Dependencies) {}

  from(start: string): void {
    if (this.numbers.has(start)) return;
    const stack = [this.enter(start)];
    for (let place = stack.at(-1); place !== undefined; place = stack.at(-1)) {
      const next = this.dependencies.get(place.name)?.[place.followed++];
      if (next === undefined) {
        stack.pop();
        this.leave(place.name, stack.at(-1)?.name);
      } else if (!this.numbers.has(next)) stack.push(this.enter(next));
      else if (this.isOpen.has(next)) this.lower(place.name, this.numbers.get(next)!);
    }
  }

  private enter(name: string): Place {
    const number = this.numbers.size;
    this.numbers.set(name, number);
    this.lows.set(name, number);
    this.open.push(name);
    this.isOpen.add(name);
    return { name, followed: 0 };
  }

  private leave(name: string, cameFrom: string | undefined): void {
    const low = this.lows.get(name)!;
    if (cameFrom !== undefined) this.lower(cameFrom, low);
    if (low !== this.numbers.get(name)) return;
    const group = this.open.splice(this.open.lastIndexOf(name));
    for (const each of group) this.isOpen.delete(each);
    this.groups.push(group);
  }

  private lower(name: string, to: number): void {
    this.lows.set(name, Math.min(this.lows.get(name)!, to));
  }
}
