import type { StepState } from '../../model/states.js';
import type { TaskHealth } from './task-graph.snapshot.js';

/** How bad a score is, by `dependencyGraph.severityThresholds`. */
export type Severity = 'Critical' | 'High' | 'Medium' | 'Low';

/** The graph of a task. */
export interface RuntimeGraph {
  readonly nodes: readonly GraphStepNode[];
  readonly edges: readonly GraphStepEdge[];
  /** Ids of the steps that depend on it, by step id. */
  readonly adjacencyList: Readonly<Record<number, readonly number[]>>;
  /** Ids of the steps that it depends on, by step id. */
  readonly reverseAdjacencyList: Readonly<Record<number, readonly number[]>>;
  /** Longest distance from a root, by step id. */
  readonly dependencyLevels: Readonly<Record<number, number>>;
}

/** A step and its place in the graph. */
export interface GraphStepNode {
  readonly id: number;
  readonly name: string;
  readonly level: number;
}

/** `to` depends on `from`. */
export interface GraphStepEdge {
  readonly from: number;
  readonly to: number;
  readonly fromName: string;
  readonly toName: string;
}

/** The ways through a task, from a step without dependencies to one that nothing depends on. */
export interface CriticalPaths {
  /** Exact; a decimal string where a number would not be (above 2^53 - 1). */
  readonly totalPaths: number | string;
  /** Steps of the longest way. */
  readonly longestPathLength: number;
  /** The five of the highest `criticalityScore`, highest first. */
  readonly paths: readonly CriticalPath[];
  readonly rootNodes: readonly number[];
  readonly leafNodes: readonly number[];
}

/** One way through a task and how its steps stand. */
export interface CriticalPath {
  /** Step ids from root to leaf. */
  readonly path: readonly number[];
  readonly length: number;
  readonly stepNames: readonly string[];
  /** Complete or resolved by hand. */
  readonly completedSteps: number;
  /** Unfinished, with parents that are not finished. */
  readonly blockedSteps: number;
  readonly errorSteps: number;
  /** In error after an attempt. */
  readonly retrySteps: number;
  readonly readySteps: number;
  /** Seconds, by `dependencyGraph.durationEstimates`. */
  readonly estimatedDuration: number;
  /** Most severe first. */
  readonly bottlenecks: readonly PathBottleneck[];
  /** Points, from 0 on: what is left to do on it, what is blocked or failed, and how long it is taken to last. */
  readonly criticalityScore: number;
  /** Of the steps of the path, one decimal. */
  readonly completionPercentage: number;
}

/** A step of a path that is blocked or in error. */
export interface PathBottleneck {
  readonly stepId: number;
  readonly stepName: string;
  readonly reason: string;
  /** Points: 10 in error, 5 an attempt, 20 when no attempt is left, 5 when it waits for its parents. */
  readonly severity: number;
  /** `Blocks 3 downstream steps`: those behind it on this path. */
  readonly impact: string;
}

/** What runs or could run side by side. */
export interface ParallelismOpportunities {
  readonly totalSteps: number;
  readonly totalLevels: number;
  /** Steps of the largest level. */
  readonly maxParallelSteps: number;
  /** Steps that may be claimed at this moment. */
  readonly currentParallelOpportunities: number;
  readonly blockedParallelOpportunities: number;
  /** Percentage of finished steps, two decimals. */
  readonly overallCompletion: number;
  readonly levels: readonly ParallelismLevel[];
  /** Percentage of levels with more than one ready step, one decimal. */
  readonly parallelismEfficiency: number;
}

/** Steps that are equally far from the roots: none of them depends on another. */
export interface ParallelismLevel {
  readonly level: number;
  readonly totalSteps: number;
  readonly readySteps: number;
  readonly blockedSteps: number;
  readonly errorSteps: number;
  readonly completedSteps: number;
  readonly stepNames: readonly string[];
  /** High: more than one ready step; Medium: one; Low: none. */
  readonly parallelismPotential: 'High' | 'Medium' | 'Low';
  /** High: more than half of the steps are blocked. */
  readonly bottleneckRisk: 'High' | 'Low';
}

/** The failed steps of a task and what waits behind them. */
export interface ErrorChains {
  readonly totalErrorSteps: number;
  readonly totalSteps: number;
  /** One decimal. */
  readonly errorPercentage: number;
  /** Sum over all chains: a step behind two failed steps counts twice. */
  readonly totalBlockedByErrors: number;
  /** The same, each step counted once. */
  readonly distinctBlockedByErrors: number;
  readonly mostCriticalError: ErrorChain | null;
  /** Highest `totalImpact` first; at most 100. */
  readonly errorChains: readonly ErrorChain[];
  /** The first three. */
  readonly recoveryPriority: readonly RecoveryPriority[];
  readonly taskHealth: TaskHealth;
}

/** A failed step and what waits behind it. */
export interface ErrorChain {
  readonly errorStepId: number;
  readonly errorStepName: string;
  readonly errorAttempts: number;
  readonly retryLimit: number;
  readonly retryAnalysis: RetryAnalysis;
  /** Ids of every step behind it, once each; of more than 1,000 the nearest (`totalDownstreamSteps` counts all). */
  readonly downstreamSteps: readonly number[];
  readonly blockedDownstreamSteps: number;
  readonly totalDownstreamSteps: number;
  /** Points: what stands behind it and its attempts. */
  readonly totalImpact: number;
  readonly recoveryStrategies: readonly [RecoveryStrategy, ...RecoveryStrategy[]];
}

/** Whether a failed step will be tried again. */
export interface RetryAnalysis {
  /** No attempt is left. */
  readonly exhausted: boolean;
  readonly remainingAttempts: number;
  /** Its next attempt has a time, and that lies ahead. */
  readonly inBackoff: boolean;
  /** ISO-8601 in UTC. */
  readonly nextRetryAt: string | null;
  /** Another attempt will follow by itself. */
  readonly retryable: boolean;
}

/** One thing that can be done about a failed step. */
export interface RecoveryStrategy {
  readonly strategy: 'Manual Resolution' | 'Increase Retry Limit' | 'Wait for Backoff' | 'Monitor Retries' | 'Investigate Root Cause';
  readonly priority: 'High' | 'Medium' | 'Low';
  readonly description: string;
}

/** A failed step that should be looked at first. */
export interface RecoveryPriority {
  readonly stepName: string;
  readonly priorityLevel: Severity;
  /** `Blocking 3 downstream steps`. */
  readonly reason: string;
  readonly recommendedAction: RecoveryStrategy['strategy'];
}

/** What kind of bottleneck a step is. `Permanent Failure`: no attempt is left, or none will follow. */
export type BottleneckType = 'Permanent Failure' | 'Active Error' | 'Dependency Block' | 'Retry Exhaustion' | 'Non-Retryable' | 'Unknown';

/** The steps that hold a task up. */
export interface Bottlenecks {
  readonly totalBottlenecks: number;
  readonly criticalBottlenecks: number;
  /** Sum over all bottlenecks: a step behind two of them counts twice. */
  readonly totalBlockedSteps: number;
  /** The same, each step counted once. */
  readonly distinctBlockedSteps: number;
  /** The ten of the highest `impactScore`, highest first. */
  readonly bottlenecks: readonly StepBottleneck[];
  readonly taskHealth: TaskHealth;
  /** Percentage of finished steps, two decimals. */
  readonly taskCompletion: number;
  /** From 0 to 1. */
  readonly failedStepsRatio: number;
  /** Severe: three critical ones, or more than half of the steps failed. High: a critical or three high ones. Medium: a high one, or five. */
  readonly overallImpact: 'None' | 'Low' | 'Medium' | 'High' | 'Severe';
}

/** A step that holds its task up. */
export interface StepBottleneck {
  readonly stepId: number;
  readonly stepName: string;
  readonly currentState: StepState;
  /** Begun ones, the one under way included. */
  readonly attempts: number;
  readonly retryLimit: number;
  readonly dependenciesSatisfied: boolean;
  readonly downstreamStepsCount: number;
  readonly blockedDownstreamCount: number;
  /** Points: what stands behind it, times what its state weighs, and penalties; rounded. */
  readonly impactScore: number;
  readonly severity: Severity;
  readonly bottleneckType: BottleneckType;
  /** What a person should do, such as `Investigate error cause`. */
  readonly resolutionStrategy: string;
  /** When it can be over: `Immediate action needed`, `2 minute(s)`, `Within next retry cycle`, `Depends on upstream steps` or `Unknown`. */
  readonly estimatedResolutionTime: string;
}

/** The figures of an analysis on one look. */
export interface TaskExecutionSummary {
  readonly totalSteps: number;
  readonly totalDependencies: number;
  /** Number of levels. */
  readonly dependencyLevels: number;
  readonly longestPathLength: number;
  readonly criticalBottlenecksCount: number;
  /** Failed steps. */
  readonly errorChainsCount: number;
  readonly parallelismEfficiency: number;
  /**
   * `critical`: the task is blocked, or a step in trouble has a critical impact. `warning`: a step failed, or one in trouble has a high impact.
   * Waiting for parents is no trouble.
   */
  readonly overallHealth: 'healthy' | 'warning' | 'critical';
  /** Sentences, each with the figure that it follows from; empty when there is nothing to do. */
  readonly recommendations: readonly string[];
}

/** All that is known of the graph of a task at one moment. Plain JSON: it survives a cache unchanged. */
export interface TaskGraphAnalysis {
  readonly taskId: string;
  readonly dependencyGraph: RuntimeGraph;
  readonly criticalPaths: CriticalPaths;
  readonly parallelismOpportunities: ParallelismOpportunities;
  readonly errorChains: ErrorChains;
  readonly bottlenecks: Bottlenecks;
  readonly taskExecutionSummary: TaskExecutionSummary;
  /** The moment of the snapshot; ISO-8601 in UTC. */
  readonly generatedAt: string;
}
