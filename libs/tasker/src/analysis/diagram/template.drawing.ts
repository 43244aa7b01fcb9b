import type { StepTemplate, TaskDefinition } from '../../definitions/task-definition.js';
import type { DiagramContent, DiagramEdge, DiagramNode } from './diagram.js';
import type { DiagramLinks } from './diagram.links.js';
import { spanWords } from './diagram.text.js';
import { longestWay } from './longest.way.js';

/** What a picture of a definition is made of. */
export interface TemplateDrawing {
  readonly definition: TaskDefinition;
  /** Level of each step by name. */
  readonly levels: Readonly<Record<string, number>>;
  readonly links: DiagramLinks;
}

/** A definition and the steps that it declares; as no durations are known of them, the critical path is the longest one. */
export function templateDrawing({ definition, levels, links }: TemplateDrawing): DiagramContent {
  const { namespace, name, version, description, steps } = definition;
  const way = longestWay(steps, levels);
  const critical = new Set(way);
  const places = new Map(steps.map((step, place) => [step.name, place + 1]));
  const fullName = `${namespace}.${name}@${version}`;
  const head: DiagramNode = {
    id: 'definition',
    kind: 'definition',
    label: [
      name,
      `${namespace}, version ${version}`,
      definition.concurrent ? `${steps.length} steps` : `${steps.length} steps, one at a time`,
    ],
    tone: 'declared',
    level: 0,
    critical: false,
    url: links.definition(definition),
    facts: { name: fullName },
  };
  return {
    title: `Definition ${fullName}`,
    heading: [
      ['Definition', fullName],
      ...(description === undefined ? [] : [['Description', description] as const]),
      ['Steps', String(steps.length)],
    ],
    nodes: [head, ...steps.map((step) => templateNode(step, { places, levels, critical: critical.has(step.name) }))],
    edges: edgesOf(steps, places, way),
  };
}

interface Placed {
  readonly places: ReadonlyMap<string, number>;
  readonly levels: Readonly<Record<string, number>>;
  readonly critical: boolean;
}

function templateNode(step: StepTemplate, { places, levels, critical }: Placed): DiagramNode {
  return {
    id: `step_${places.get(step.name)}`,
    kind: 'step',
    label: [step.name, ...templateLines(step)],
    tone: 'declared',
    level: 1 + (levels[step.name] ?? 0),
    critical,
    url: null,
    facts: { name: step.name, retryLimit: step.retryLimit, ...(step.description === undefined ? {} : { because: step.description }) },
  };
}

/** What a declared step is like, beside its name. */
export function templateLines({ retryable, retryLimit, skippable, queue, dependentSystem, timeout }: StepTemplate): string[] {
  const attempts = retryable && retryLimit > 1 ? `up to ${retryLimit} attempts` : 'one attempt';
  const lines = [timeout === undefined ? attempts : `${attempts} of ${spanWords(timeout / 1000)}`];
  if (queue !== 'default') lines.push(`queue ${queue}`);
  if (dependentSystem !== 'unknown') lines.push(`uses ${dependentSystem}`);
  if (skippable) lines.push('may be bypassed');
  return lines;
}

function edgesOf(steps: readonly StepTemplate[], places: ReadonlyMap<string, number>, way: readonly string[]): DiagramEdge[] {
  const next = new Map(way.slice(1).map((name, index) => [name, way[index]!]));
  return steps.flatMap(({ name, dependsOn }): DiagramEdge[] => {
    const to = `step_${places.get(name)}`;
    if (dependsOn.length === 0) return [{ from: 'definition', to, tone: 'plain', critical: way[0] === name }];
    return dependsOn.map((parent) => ({
      ...{ from: `step_${places.get(parent)}`, to, label: 'provides', tone: 'plain' },
      critical: next.get(name) === parent,
    }));
  });
}
