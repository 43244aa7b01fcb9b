import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Alias,
  type LineCounter,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { FileProblem } from './file.problem.js';
import { DEEPEST_NESTING, MOST_ALIASED_VALUES } from './yaml.limits.js';
import type { YamlList, YamlMap, YamlNode, YamlScalar } from './yaml.node.js';
import { placeBelow, shortText } from './yaml.place.js';
import { isReservedKey, scalarProblem, tagProblem } from './yaml.value-rules.js';

const MERGE_KEY = "has the merge key '<<', which is not part of YAML 1.2; let an alias stand for the whole map";

/** Where a value stands; `copied` inside the copy that an alias stands for. */
interface Spot {
  readonly line: number;
  readonly place: string;
  readonly depth: number;
  readonly copied: boolean;
}

/**
 * Makes a tree of plain values with lines out of a composed document, and notes everything in it that is no plain JSON.
 * Aliases are copied, so that no value stands in two places; how much they may stand for is limited.
 */
export class YamlNodeBuilder {
  readonly problems: FileProblem[] = [];
  /** Anchors as they stand at the value that is built: a later one of the same name hides an earlier one. */
  private readonly anchors = new Map<string, Node>();
  private readonly targets = new Map<Alias, Node | undefined>();
  private readonly open = new Set<Node>();
  private copies = 0;
  /** A limit was passed and noted: the rest of the file is of no interest. */
  private stopped = false;

  constructor(private readonly lines: LineCounter) {}

  /** The tree of a document's contents; of use only when no problem was noted. */
  build(contents: Node): YamlNode {
    return this.value(contents, { line: this.lineOf(contents, 1), place: '', depth: 0, copied: false });
  }

  private value(node: Node | null, spot: Spot): YamlNode {
    if (this.stopped || (spot.copied && ++this.copies > MOST_ALIASED_VALUES)) return nothing(spot);
    if (spot.depth > DEEPEST_NESTING) return this.stop(spot, `nests more than ${DEEPEST_NESTING} levels deep`);
    if (isAlias(node)) return this.copy(node, spot);
    if (node === null) return nothing(spot);
    if (!spot.copied) this.anchor(node);
    const problem = tagProblem(node.tag);
    if (problem !== undefined) return this.refused(spot, problem);
    if (isMap(node)) return this.whileOpen(node, () => this.map(node, spot));
    if (isSeq(node)) return this.whileOpen(node, () => this.list(node, spot));
    return this.scalar(node, spot);
  }

  private copy(alias: Alias, spot: Spot): YamlNode {
    if (!spot.copied) this.targets.set(alias, this.anchors.get(alias.source));
    const target = this.targets.get(alias);
    const name = shortText(alias.source);
    if (target === undefined) return this.refused(spot, `stands for *${name}, but no anchor &${name} comes before it`);
    if (this.open.has(target)) return this.refused(spot, `stands for *${name}, which holds itself`);
    const copy = this.value(target, { ...spot, copied: true });
    if (this.copies <= MOST_ALIASED_VALUES || this.stopped || spot.copied) return copy;
    return this.stop(spot, `stands for *${name}: the aliases of this file stand for more than ${MOST_ALIASED_VALUES} values`);
  }

  private map(node: YAMLMap, spot: Spot): YamlMap {
    const entries = new Map<string, YamlNode>();
    for (const pair of node.items as Pair<Node | null, Node | null>[]) {
      const line = this.lineOf(pair.key, spot.line);
      const key = this.key(pair.key, { ...spot, line });
      if (key === undefined) continue;
      const below = { ...spot, line, place: placeBelow(spot.place, key), depth: spot.depth + 1 };
      const first = entries.get(key);
      if (first !== undefined) this.refused(below, `is given twice; the first one is on line ${first.line}`);
      else if (isReservedKey(key)) this.refused(below, 'cannot be a key: it has a meaning of its own in JavaScript');
      else entries.set(key, this.value(pair.value, below));
    }
    return { kind: 'map', line: spot.line, place: spot.place, entries };
  }

  private list(node: YAMLSeq, spot: Spot): YamlList {
    const items = (node.items as (Node | null)[]).map((item, index) => {
      const line = this.lineOf(item, spot.line);
      return this.value(item, { ...spot, line, place: placeBelow(spot.place, index), depth: spot.depth + 1 });
    });
    return { kind: 'list', line: spot.line, place: spot.place, items };
  }

  /** Keys are texts, just as they were written: 409 and 1.0 stay what they are. */
  private key(node: Node | null, spot: Spot): string | undefined {
    if (!isScalar(node) || (node.type === 'PLAIN' && node.source === '')) {
      this.refused(spot, 'has a key that is not a plain text');
      return undefined;
    }
    if (!spot.copied) this.anchor(node);
    const key = typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
    const problem = tagProblem(node.tag) ?? scalarProblem(key, undefined);
    if (problem !== undefined) this.refused({ ...spot, place: placeBelow(spot.place, key) }, problem);
    if (node.type === 'PLAIN' && key === '<<') this.refused(spot, MERGE_KEY);
    return key;
  }

  private scalar(node: Scalar, spot: Spot): YamlScalar {
    const problem = scalarProblem(node.value, node.source);
    if (problem !== undefined) return this.refused(spot, problem);
    const value = node.value as YamlScalar['value'];
    const { line, place } = spot;
    // Adding 0 makes 0 of -0, which JSON does not know.
    return { kind: 'scalar', line, place, value: typeof value === 'number' ? value + 0 : value, source: node.source };
  }

  private anchor(node: Node): void {
    if ('anchor' in node && typeof node.anchor === 'string') this.anchors.set(node.anchor, node);
  }

  private whileOpen<T>(node: Node, build: () => T): T {
    this.open.add(node);
    try {
      return build();
    } finally {
      this.open.delete(node);
    }
  }

  private stop(spot: Spot, predicate: string): YamlScalar {
    this.stopped = true;
    return this.refused(spot, predicate);
  }

  private refused(spot: Spot, predicate: string): YamlScalar {
    this.problems.push({ line: spot.line, text: `${spot.place === '' ? 'the file' : spot.place} ${predicate}` });
    return nothing(spot);
  }

  private lineOf(node: Node | null, otherwise: number): number {
    return node?.range == null ? otherwise : this.lines.linePos(node.range[0]).line;
  }
}

function nothing({ line, place }: Spot): YamlScalar {
  return { kind: 'scalar', line, place, value: null };
}
