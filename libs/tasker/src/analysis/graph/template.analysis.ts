import type { StepTemplate } from '../../definitions/task-definition.js';

/** What a template analysis reads of a step. */
export type AnalysedStep = Pick<StepTemplate, 'name' | 'description' | 'dependsOn' | 'handledBy'>;

/** A declared step. */
export interface TemplateNode {
  readonly name: string;
  readonly description: string | null;
  /** Class, or class and method, that runs it. */
  readonly handlerClass: string;
  readonly dependencies: readonly string[];
  readonly dependencyCount: number;
}

/** A declared dependency: `to` depends on `from`. */
export interface TemplateEdge {
  readonly from: string;
  readonly to: string;
  /** `single`: it is the only dependency of `to`. */
  readonly type: 'single' | 'multiple';
}

/** A dependency on a name that no step has. */
export interface UndefinedDependency {
  readonly step: string;
  readonly dependency: string;
}

/** The size of a declared graph. */
export interface TemplateSummary {
  readonly totalSteps: number;
  /** Number of edges. */
  readonly totalDependencies: number;
  readonly hasCycles: boolean;
  /** Highest level; 0 without one. */
  readonly maxDepth: number;
  /** Steps of the largest level; 1 without one. */
  readonly parallelBranches: number;
}

/** The graph that a definition declares (specification: engine core §7.1). Plain JSON. */
export interface TemplateAnalysis {
  readonly nodes: readonly TemplateNode[];
  readonly edges: readonly TemplateEdge[];
  /** One for each group of steps that wait for each other; each name depends on the next one, and the last is the first again. */
  readonly cycles: readonly (readonly string[])[];
  /** Each name after all that it depends on; empty when there is a cycle. */
  readonly topology: readonly string[];
  /** Longest distance from a root, by name; empty when there is a cycle. */
  readonly levels: Readonly<Record<string, number>>;
  /** Steps without dependencies. */
  readonly roots: readonly string[];
  /** Steps that nothing depends on. */
  readonly leaves: readonly string[];
  /** Empty for every registered definition; they count in `edges` and are passed over elsewhere. */
  readonly undefinedDependencies: readonly UndefinedDependency[];
  readonly summary: TemplateSummary;
}
