import type { DefinitionDifference, FieldChange } from './definition.difference.js';
import type { DiagramContent, DiagramEdge, DiagramNode, DiagramTone } from './diagram.js';
import { shortened } from './diagram.text.js';
import { differenceLevels } from './difference.levels.js';

/** Columns of each value of a change. */
const VALUE_COLUMNS = 60;
/** Changes that a box names; a list of all stands below the picture. */
const MOST_IN_LABEL = 3;

/** Both versions in one picture. */
export function differenceDrawing(difference: DefinitionDifference): DiagramContent {
  const { namespace, name, from, to, steps, edges } = difference;
  const changes = new Map(steps.changed.map((step) => [step.name, step.changes.map(changeWords)]));
  const tones: readonly (readonly [readonly string[], DiagramTone])[] = [
    [steps.unchanged, 'unchanged'],
    [steps.changed.map((step) => step.name), 'changed'],
    [steps.added, 'added'],
    [steps.removed, 'removed'],
  ];
  const drawn = tones.flatMap(([names, tone]) => names.map((step) => ({ name: step, tone })));
  const levels = differenceLevels(difference);
  const ids = new Map(drawn.map((step, place) => [step.name, `step_${place + 1}`]));
  const nodes = drawn.map((step): DiagramNode => ({
    ...{ id: ids.get(step.name)!, kind: 'step', tone: step.tone, critical: false, url: null },
    label: [step.name, step.tone, ...labelOf(changes.get(step.name) ?? [])],
    level: 1 + (levels.get(step.name) ?? 0),
    facts: { name: step.name, ...(changes.has(step.name) ? { changes: changes.get(step.name)! } : {}) },
  }));
  const drawnEdges = (list: readonly { from: string; to: string }[], tone: DiagramEdge['tone']): DiagramEdge[] =>
    list.map((edge) => ({
      ...{ from: ids.get(edge.from)!, to: ids.get(edge.to)!, tone, critical: false },
      label: tone === 'plain' ? 'provides' : tone,
    }));
  const arrows = [...drawnEdges(edges.unchanged, 'plain'), ...drawnEdges(edges.added, 'added'), ...drawnEdges(edges.removed, 'removed')];
  const first = firstOf(nodes, arrows);
  const entrances = first.map(({ id }): DiagramEdge => ({ from: 'definition', to: id, tone: 'plain', critical: false }));
  return {
    title: `${namespace}.${name}: ${from} to ${to}`,
    heading: headingOf(difference),
    nodes: [headOf(difference), ...nodes],
    edges: [...entrances, ...arrows],
  };
}

/** Steps without dependencies in the version that they are of. */
function firstOf(nodes: readonly DiagramNode[], arrows: readonly DiagramEdge[]): DiagramNode[] {
  const ever = new Set(arrows.map(({ to }) => to));
  const still = new Set(arrows.filter(({ tone }) => tone !== 'removed').map(({ to }) => to));
  return nodes.filter(({ id, tone }) => !(tone === 'removed' ? ever : still).has(id));
}

function headOf({ namespace, name, from, to, settings }: DefinitionDifference): DiagramNode {
  const changes = settings.map(changeWords);
  return {
    ...{ id: 'definition', kind: 'definition', level: 0, critical: false, url: null },
    label: [name, `${from} to ${to}`, ...labelOf(changes)],
    tone: changes.length === 0 ? 'unchanged' : 'changed',
    facts: { name: `${namespace}.${name}`, ...(changes.length === 0 ? {} : { changes }) },
  };
}

function headingOf({ namespace, name, from, to, steps, edges, identical }: DefinitionDifference): (readonly [string, string])[] {
  const counts = `${steps.added.length} added, ${steps.removed.length} removed, ${steps.changed.length} changed, ${steps.unchanged.length} unchanged`;
  return [
    ['Definition', `${namespace}.${name}`],
    ['Versions', identical ? `${from} and ${to} declare the same` : `${from} to ${to}`],
    ['Steps', counts],
    ['Dependencies', `${edges.added.length} added, ${edges.removed.length} removed`],
  ];
}

function labelOf(changes: readonly string[]): string[] {
  const rest = changes.length - MOST_IN_LABEL;
  return [...changes.slice(0, MOST_IN_LABEL), ...(rest > 0 ? [`and ${rest} more`] : [])];
}

/** `retry limit: 3 → 5` */
function changeWords({ field, from, to }: FieldChange): string {
  const words = field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${words}: ${valueWords(from)} → ${valueWords(to)}`;
}

function valueWords(value: unknown): string {
  if (value === null) return 'none';
  return shortened(typeof value === 'string' ? value : JSON.stringify(value), VALUE_COLUMNS);
}
