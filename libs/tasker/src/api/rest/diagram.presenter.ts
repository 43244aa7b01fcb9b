import type { DefinitionDifference, FieldChange } from '../../analysis/diagram/definition.difference.js';
import type { Diagram, DiagramEdge, DiagramFacts, DiagramNode } from '../../analysis/diagram/diagram.js';
import { PALETTE } from '../../analysis/diagram/diagram.palette.js';
import { snakeKey } from './snake.case.js';

/** A diagram as JSON (specification: surface §9.2); what a box or an arrow does not have is left out. */
export function presentDiagram(diagram: Diagram) {
  const { title, nodes, edges, condensed, totalSteps, totalDependencies, generatedAt } = diagram;
  return {
    title,
    direction: 'TD',
    nodes: nodes.map(presentNode),
    edges: edges.map(presentEdge),
    attributes: {
      ...{ condensed, total_steps: totalSteps, total_dependencies: totalDependencies },
      generated_at: generatedAt.toISOString(),
    },
  };
}

function presentNode({ id, kind, label, tone, level, critical, url, facts }: DiagramNode) {
  return {
    ...{ id, label: label.join('\n'), shape: 'box', style: `fill:${PALETTE[tone].fill};` },
    ...(url === null ? {} : { url }),
    attributes: { kind, level, critical, tone, ...presentFacts(facts) },
  };
}

function presentFacts({ state, stepId, attempts, retryLimit, durationSeconds, nextRetryAt, because, counts, ...facts }: DiagramFacts) {
  return {
    ...facts,
    ...(state === undefined ? {} : { status: state }),
    ...(stepId === undefined ? {} : { workflow_step_id: stepId }),
    ...(attempts === undefined ? {} : { attempts }),
    ...(retryLimit === undefined ? {} : { retry_limit: retryLimit }),
    ...(durationSeconds === undefined ? {} : { duration_seconds: durationSeconds }),
    ...(nextRetryAt === undefined ? {} : { next_retry_at: nextRetryAt.toISOString() }),
    ...(because === undefined ? {} : { message: because }),
    ...(counts === undefined ? {} : { counts }),
  };
}

function presentEdge({ from, to, label, tone, critical }: DiagramEdge) {
  return {
    ...{ source_id: from, target_id: to },
    ...(label === undefined ? {} : { label }),
    ...{ type: tone === 'removed' ? 'dashed' : 'solid', direction: 'forward', attributes: { critical, tone } },
  };
}

/** A difference of two versions as JSON. Values are as they were declared. */
export function presentDifference({ namespace, name, from, to, identical, settings, steps, edges }: DefinitionDifference) {
  const { added, removed, changed, unchanged } = steps;
  return {
    ...{ namespace, name, from, to, identical },
    settings: settings.map(presentChange),
    steps: { added, removed, changed: changed.map((step) => ({ name: step.name, changes: step.changes.map(presentChange) })), unchanged },
    edges: { added: edges.added, removed: edges.removed },
  };
}

function presentChange({ field, from, to }: FieldChange) {
  return { field: snakeKey(field), from, to };
}
