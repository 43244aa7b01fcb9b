import { TONE_WORDS, type Diagram, type DiagramContent, type DiagramEdge, type DiagramNode, type DiagramTone } from './diagram.js';

/** Steps and arrows up to which each step and dependency is drawn; what Mermaid draws with its own settings. */
export const MOST_DRAWN = { steps: 200, arrows: 500 } as const;
/** Groups of a larger graph: all arrows between them are fewer than 500. */
const MOST_GROUPS = 30;

/** How large a graph is. */
export interface GraphSize {
  readonly steps: number;
  /** Dependencies, and an arrow to each step without one. */
  readonly arrows: number;
}

/** Whether a graph of this size is drawn by groups of levels. */
export function isCondensed({ steps, arrows }: GraphSize): boolean {
  return steps > MOST_DRAWN.steps || arrows > MOST_DRAWN.arrows;
}

/**
 * The content within bounds. A larger graph than can be read is drawn by groups of levels, each with its steps counted by tone; the arrows
 * say how many dependencies they stand for (`× 12`). Linear in steps and dependencies.
 */
export function boundedDiagram(content: DiagramContent, generatedAt: Date): Diagram {
  const steps = content.nodes.filter(({ kind }) => kind === 'step');
  const ids = new Set(steps.map(({ id }) => id));
  const dependencies = content.edges.filter(({ from, to }) => ids.has(from) && ids.has(to));
  const condensed = isCondensed({ steps: steps.length, arrows: content.edges.length });
  const shown = condensed ? grouped(content, { steps, dependencies }) : content;
  return { ...shown, condensed, totalSteps: steps.length, totalDependencies: dependencies.length, generatedAt };
}

interface Parts {
  readonly steps: readonly DiagramNode[];
  readonly dependencies: readonly DiagramEdge[];
}

function grouped(content: DiagramContent, { steps, dependencies }: Parts): DiagramContent {
  const heads = content.nodes.filter(({ kind }) => kind !== 'step');
  const first = steps.reduce((least, { level }) => Math.min(least, level), Number.MAX_SAFE_INTEGER);
  const levels = steps.reduce((most, { level }) => Math.max(most, level), 0) - first + 1;
  const groups = Math.min(levels, MOST_GROUPS);
  const groupOf = ({ level }: DiagramNode) => Math.floor(((level - first) * groups) / levels);
  const members: DiagramNode[][] = Array.from({ length: groups }, () => []);
  const places = new Map<string, number>();
  for (const step of steps) {
    const group = groupOf(step);
    members[group]!.push(step);
    places.set(step.id, group);
  }
  const nodes = members.flatMap((group, index) => (group.length === 0 ? [] : [groupNode(group, { index, firstLevel: first })]));
  const entrance = heads.map((head) => edge(head.id, 'group_0'));
  return { ...content, nodes: [...heads, ...nodes], edges: [...entrance, ...between(dependencies, places)] };
}

function groupNode(members: readonly DiagramNode[], { index, firstLevel }: { index: number; firstLevel: number }): DiagramNode {
  const levels = members.map(({ level }) => level - firstLevel);
  const least = levels.reduce((one, other) => Math.min(one, other));
  const most = levels.reduce((one, other) => Math.max(one, other));
  const name = least === most ? `Level ${least}` : `Levels ${least} to ${most}`;
  const counts: Partial<Record<DiagramTone, number>> = {};
  for (const { tone } of members) counts[tone] = (counts[tone] ?? 0) + 1;
  const tones = Object.entries(counts) as [DiagramTone, number][];
  return {
    id: `group_${index}`,
    kind: 'group',
    label: [name, `${members.length} ${members.length === 1 ? 'step' : 'steps'}`, ...tones.map(([tone, count]) => countLine(tone, count))],
    tone: telling(tones),
    level: index + 1,
    critical: false,
    url: null,
    facts: { name, counts },
  };
}

function countLine(tone: DiagramTone, count: number): string {
  return `${count} ${TONE_WORDS[tone]}`;
}

/** What a person should see first of a group. */
const MOST_TELLING: readonly DiagramTone[] = ['error', 'in_progress', 'added', 'removed', 'changed', 'pending'];

function telling(tones: readonly (readonly [DiagramTone, number])[]): DiagramTone {
  const present = new Set(tones.map(([tone]) => tone));
  return MOST_TELLING.find((tone) => present.has(tone)) ?? (tones.length === 1 ? tones[0]![0] : 'group');
}

function between(dependencies: readonly DiagramEdge[], places: ReadonlyMap<string, number>): DiagramEdge[] {
  const counts = new Map<number, number>();
  for (const { from, to } of dependencies) {
    const [one, other] = [places.get(from)!, places.get(to)!];
    if (one === other) continue;
    const key = one * MOST_GROUPS + other;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return Array.from(counts, ([key, count]) => ({
    ...edge(`group_${Math.floor(key / MOST_GROUPS)}`, `group_${key % MOST_GROUPS}`),
    label: `× ${count}`,
  }));
}

function edge(from: string, to: string): DiagramEdge {
  return { from, to, tone: 'plain', critical: false };
}
