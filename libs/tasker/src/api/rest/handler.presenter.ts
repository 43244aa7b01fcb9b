import type { NamespaceDetails } from '../../definitions/handler.factory.js';
import type { HandlerVersions } from '../calls/handler.calls.js';
import type { HandlerGraph, HandlerView, StepTemplateView } from '../calls/handler.view.js';
import { snaked } from './snake.case.js';

/** A namespace, as REST shows it. */
export function presentNamespace({ name, description, handlers }: NamespaceDetails) {
  return { name, description: description ?? null, handler_count: handlers };
}

/** A task of a namespace, as REST shows it; `handler_count` is the number of its versions. */
export function presentVersions({ namespace, name, versions, latestVersion }: HandlerVersions) {
  return { name, namespace, versions, latest_version: latestVersion, handler_count: versions.length };
}

/** A definition, as REST shows it (specification: surface §1.7). */
export function presentHandler(handler: HandlerView) {
  return {
    name: handler.name,
    namespace: handler.namespace,
    version: handler.version,
    full_name: handler.fullName,
    description: handler.description,
    class_name: handler.className,
    available: handler.available,
    concurrent: handler.concurrent,
    hash: handler.hash,
    step_templates: handler.stepTemplates.map(presentTemplate),
    dependency_graph: presentGraph(handler.dependencyGraph),
  };
}

function presentTemplate(step: StepTemplateView) {
  const [only, ...others] = step.dependsOn;
  return {
    name: step.name,
    description: step.description,
    dependent_system: step.dependentSystem,
    ...(only === undefined || others.length > 0 ? {} : { depends_on_step: only }),
    depends_on_steps: step.dependsOn,
    handler_class: step.handlerClass,
    configuration: step.configuration,
    default_retryable: step.retryable,
    default_retry_limit: step.retryLimit,
    skippable: step.skippable,
    queue: step.queue,
    priority: step.priority,
    timeout_ms: step.timeoutMs,
    custom_events: step.customEvents,
  };
}

function presentGraph({ nodes, edges, executionOrder, roots, leaves, summary }: HandlerGraph) {
  return {
    nodes: nodes.map(({ name, handlerClass, configuration, level }) => ({
      ...{ id: name, name, type: 'step', configuration, level },
      handler_class: handlerClass,
    })),
    edges: edges.map(({ from, to }) => ({ from, to, type: 'dependency' })),
    execution_order: executionOrder,
    ...{ roots, leaves, summary: snaked(summary) },
  };
}
