interface Located {
  /** Line of the file, from 1: of the key for a value of a map, else of the value. */
  readonly line: number;
  /** Way to it in the words of the file: `step_templates[1].retry_limit`; empty for the whole file. */
  readonly place: string;
}

/** A map of a file; keys keep the order of the file. */
export interface YamlMap extends Located {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, YamlNode>;
}

/** A list of a file. */
export interface YamlList extends Located {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
}

/** A single value of a file; `source` is how a number was written. */
export interface YamlScalar extends Located {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly source?: string | undefined;
}

/** A value of a file that knows where it stands. Trees are never changed: a changed one shares its unchanged parts. */
export type YamlNode = YamlMap | YamlList | YamlScalar;

/** The value without its places. */
export function jsonOf(node: YamlNode): unknown {
  switch (node.kind) {
    case 'map':
      return Object.fromEntries(Array.from(node.entries, ([key, value]) => [key, jsonOf(value)]));
    case 'list':
      return node.items.map(jsonOf);
    case 'scalar':
      return node.value;
  }
}

/** The value at a path, or the nearest one above it that exists. */
export function nearestNode(root: YamlNode, path: readonly (string | number)[]): YamlNode {
  let node = root;
  for (const key of path) {
    const next = childOf(node, key);
    if (next === undefined) return node;
    node = next;
  }
  return node;
}

/** The value of a key or of an index, if there is one. */
export function childOf(node: YamlNode | undefined, key: string | number): YamlNode | undefined {
  if (node?.kind === 'map') return node.entries.get(String(key));
  return node?.kind === 'list' ? node.items[Number(key)] : undefined;
}

/** The items of a list; none of anything else. */
export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'list' ? node.items : [];
}

/** The map as it is, with these entries put in; an undefined one is taken out. */
export function withEntries(map: YamlMap, changes: Iterable<readonly [string, YamlNode | undefined]>): YamlMap {
  const entries = new Map(map.entries);
  for (const [key, node] of changes) {
    if (node === undefined) entries.delete(key);
    else entries.set(key, node);
  }
  return { ...map, entries };
}
