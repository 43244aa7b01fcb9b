import type { Type } from '@nestjs/common';
import { RetryableError, type StepExecution } from 'nestjs-tasker';
import { workflow, type PlannedStep } from '../../support/workflows.js';

/** A step of a pattern: what it depends on, and how often it fails before it succeeds. */
export interface PatternStep {
  readonly on?: string | readonly string[];
  /** Attempts that throw. */
  readonly fails?: number;
  /** Attempts that run out of their time. */
  readonly hangs?: number;
}

/** A workflow as data: steps in any order. */
export type Pattern = Readonly<Record<string, PatternStep>>;

/** The shapes of workflows that the engine is made for, with the failures that each must survive. */
export const PATTERNS: Readonly<Record<string, Pattern>> = {
  linear: {
    initialize_data: {},
    validate_input: { on: 'initialize_data' },
    process_data: { on: 'validate_input', fails: 1 },
    transform_results: { on: 'process_data' },
    validate_output: { on: 'transform_results' },
    finalize_workflow: { on: 'validate_output' },
  },
  diamond: {
    start_workflow: {},
    branch_one_process: { on: 'start_workflow', fails: 1 },
    branch_one_validate: { on: 'branch_one_process' },
    branch_two_process: { on: 'start_workflow', hangs: 1 },
    branch_two_validate: { on: 'branch_two_process' },
    merge_branches: { on: ['branch_one_validate', 'branch_two_validate'] },
    end_workflow: { on: 'merge_branches' },
  },
  parallel_merge: {
    fetch_user_data: {},
    process_user_data: { on: 'fetch_user_data' },
    fetch_order_data: { fails: 1 },
    process_order_data: { on: 'fetch_order_data' },
    fetch_inventory_data: { hangs: 1 },
    fetch_pricing_data: {},
    merge_all_data: { on: ['process_user_data', 'process_order_data', 'fetch_inventory_data', 'fetch_pricing_data'], fails: 1 },
  },
  tree: {
    root_initialization: {},
    branch_a_setup: { on: 'root_initialization' },
    branch_b_setup: { on: 'root_initialization', fails: 1 },
    branch_a_task_one: { on: 'branch_a_setup' },
    branch_a_task_two: { on: 'branch_a_setup', hangs: 1 },
    branch_b_task_one: { on: 'branch_b_setup' },
    branch_b_task_two: { on: 'branch_b_setup', fails: 1 },
    aggregate_results: { on: ['branch_a_task_one', 'branch_a_task_two', 'branch_b_task_one', 'branch_b_task_two'] },
  },
  mixed: {
    init_auth: {},
    validate_permissions: { on: 'init_auth', fails: 1 },
    init_config: {},
    setup_environment: { on: 'init_config', hangs: 1 },
    cleanup_temp_files: { on: 'setup_environment' },
    begin_processing: { on: ['validate_permissions', 'setup_environment'] },
    process_critical_data: { on: 'begin_processing', fails: 2 },
    process_optional_data: { on: 'begin_processing' },
    finalize_and_report: { on: ['process_critical_data', 'cleanup_temp_files'] },
  },
  configurable: {
    reliable_step: {},
    flaky_step: { on: 'reliable_step', fails: 2 },
    timeout_step: { on: 'flaky_step', hangs: 1 },
    idempotent_step: { on: 'timeout_step' },
  },
  dummy: { step_one: {}, step_two: {}, step_three: { on: 'step_two' }, step_four: { on: 'step_three' } },
  concurrent: { step_one: {}, step_two: {}, step_three: { on: ['step_one', 'step_two'] } },
  api_integration: {
    fetch_cart: {},
    fetch_products: {},
    validate_products: { on: ['fetch_cart', 'fetch_products'] },
    create_order: { on: 'validate_products' },
    publish_event: { on: 'create_order' },
  },
  short_linear: { one: {}, two: { on: 'one' }, three: { on: 'two' } },
  batch: {
    initialize_batch: {},
    ...Object.fromEntries(Array.from({ length: 20 }, (_, place) => [`item_${letter(place)}`, { on: 'initialize_batch' }])),
    aggregate_results: { on: Array.from({ length: 20 }, (_, place) => `item_${letter(place)}`) },
  },
};

/** What the handlers of a pattern have seen. */
export interface Recording {
  /** Runs by `task/step`. */
  readonly runs: Map<string, number>;
  /** Reads of a parent's result that did not give what that parent had returned. */
  readonly wrongResults: string[];
}

/** A handler class of a pattern whose steps fail as the pattern says, count their runs and check what their parents gave them. */
export function patternWorkflow(name: string, pattern: Pattern, recording: Recording): Type<object> {
  const steps = Object.entries(pattern).map(([step, { on = [], fails = 0, hangs = 0 }]): [string, PlannedStep] => {
    const parents = [on].flat();
    const run = async (execution: StepExecution) => {
      const key = `${execution.task.taskId}/${step}`;
      const times = (recording.runs.get(key) ?? 0) + 1;
      recording.runs.set(key, times);
      for (const parent of parents) {
        const read = (execution.sequence.results(parent) as { by?: string }).by;
        if (read !== `${execution.task.taskId}/${parent}`) recording.wrongResults.push(`${key} read ${String(read)} of ${parent}`);
      }
      if (times <= fails) throw new RetryableError(`${step} fails for the ${times}. time`);
      if (times <= fails + hangs) await new Promise((resolve) => execution.signal.addEventListener('abort', resolve));
      return { by: key };
    };
    return [step, { run, dependsOn: parents, ...(hangs > 0 ? { timeout: '30ms' as const } : {}) }];
  });
  return workflow(name, Object.fromEntries(steps));
}

function letter(place: number): string {
  return String.fromCharCode(97 + place);
}
