import type { TemplateSummary, TemplateAnalysis } from '../../analysis/graph/template.analysis.js';
import type { RegisteredTask, StepTemplate } from '../../definitions/task-definition.js';
import type { ContentFilter } from '../../events/secret.filter.js';

/** A declared step, as a caller sees it. */
export interface StepTemplateView {
  readonly name: string;
  readonly description: string | null;
  readonly dependentSystem: string;
  readonly dependsOn: readonly string[];
  /** Class, or class and method, that runs it. */
  readonly handlerClass: string;
  /** Values of sensitive keys are masked. */
  readonly configuration: unknown;
  readonly retryable: boolean;
  /** Attempts in total: the first one counts. */
  readonly retryLimit: number;
  readonly skippable: boolean;
  readonly queue: string;
  readonly priority: number | null;
  /** Of one attempt, in milliseconds; null without a limit. */
  readonly timeoutMs: number | null;
  readonly customEvents: readonly { readonly name: string; readonly description: string | null }[];
}

/** The graph that a definition declares: all dependencies of all steps. */
export interface HandlerGraph {
  readonly nodes: readonly {
    readonly name: string;
    readonly handlerClass: string;
    readonly configuration: unknown;
    readonly level: number;
  }[];
  /** `to` depends on `from`. */
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  /** Each step after all that it depends on. */
  readonly executionOrder: readonly string[];
  readonly roots: readonly string[];
  readonly leaves: readonly string[];
  readonly summary: TemplateSummary;
}

/** A definition that this process can run. */
export interface HandlerView {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  /** `<namespace>.<name>@<version>` */
  readonly fullName: string;
  readonly description: string | null;
  /** Null for a file that names no class. */
  readonly className: string | null;
  /** This process has code for every step. */
  readonly available: boolean;
  /** False: one step of a task at a time. */
  readonly concurrent: boolean;
  /** SHA-256 of what is declared, class names aside: equal where graphs and options are. */
  readonly hash: string;
  /** Each after all that it depends on. */
  readonly stepTemplates: readonly StepTemplateView[];
  readonly dependencyGraph: HandlerGraph;
}

/** What a registered task shows of itself. */
export function handlerView(task: RegisteredTask, analysis: TemplateAnalysis, filter: Pick<ContentFilter, 'content'>): HandlerView {
  const { definition, hash, handler, invokers } = task;
  const { namespace, name, version } = definition;
  const stepTemplates = definition.steps.map((step) => templateView(step, filter));
  return {
    ...{ namespace, name, version, hash, stepTemplates },
    fullName: `${namespace}.${name}@${version}`,
    description: definition.description ?? null,
    className: handler?.name ?? null,
    available: definition.steps.every((step) => invokers.has(step.name)),
    concurrent: definition.concurrent,
    dependencyGraph: {
      nodes: stepTemplates.map((step) => ({
        ...{ name: step.name, handlerClass: step.handlerClass, configuration: step.configuration },
        level: analysis.levels[step.name] ?? 0,
      })),
      edges: analysis.edges.map(({ from, to }) => ({ from, to })),
      executionOrder: analysis.topology,
      ...{ roots: analysis.roots, leaves: analysis.leaves, summary: analysis.summary },
    },
  };
}

function templateView(step: StepTemplate, filter: Pick<ContentFilter, 'content'>): StepTemplateView {
  const { name, dependentSystem, dependsOn, retryable, retryLimit, skippable, queue, customEvents = [] } = step;
  return {
    ...{ name, dependentSystem, dependsOn, retryable, retryLimit, skippable, queue },
    description: step.description ?? null,
    handlerClass: step.handledBy,
    configuration: filter.content(step.handlerConfig ?? {}),
    priority: step.priority ?? null,
    timeoutMs: step.timeout ?? null,
    customEvents: customEvents.map((event) => ({ name: event.name, description: event.description ?? null })),
  };
}
