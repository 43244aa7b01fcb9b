import type { DefinitionName } from '../../events/engine.instruments.js';
import type { Labels } from './metrics.library.js';

/** Definitions, or declared steps, that have labels of their own; what comes after them is counted as `other`. */
export const MOST_SERIES = 1_000;

const OTHER = 'other';

type Leaves<S> = Map<string, S>;

/**
 * What is counted for each definition, or for each of its steps. Maps in maps, since the texts that name a definition are the same objects
 * each time: no key is put together for a look-up, which happens several times for each step.
 */
export class DefinitionSeries<S> {
  private readonly known = new Map<string, Map<string, Map<string, Leaves<S>>>>();
  private readonly series: S[] = [];

  /** `make` is called with the labels of a series when it is first asked for. */
  constructor(
    private readonly make: (labels: Labels) => S,
    private readonly limit = MOST_SERIES,
  ) {}

  of({ namespace, name, version }: DefinitionName, step = ''): S {
    return this.known.get(namespace)?.get(name)?.get(version)?.get(step) ?? this.open({ namespace, name, version }, step);
  }

  all(): readonly S[] {
    return this.series;
  }

  private open(task: DefinitionName, step: string): S {
    const full = this.series.length >= this.limit;
    const { namespace, name, version } = full ? { namespace: OTHER, name: OTHER, version: OTHER } : task;
    const word = full && step !== '' ? OTHER : step;
    const names = within(this.known, namespace, () => new Map<string, Map<string, Leaves<S>>>());
    const versions = within(names, name, () => new Map<string, Leaves<S>>());
    const leaves = within(versions, version, () => new Map<string, S>());
    const found = leaves.get(word);
    if (found !== undefined) return found;
    const made = this.make(word === '' ? { namespace, name, version } : { namespace, name, version, step: word });
    leaves.set(word, made);
    this.series.push(made);
    return made;
  }
}

function within<V>(map: Map<string, V>, key: string, make: () => V): V {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}
