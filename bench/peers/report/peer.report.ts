import { cell, tableLines } from '../../report/text.table.js';
import type { EngineResult, PeersResult } from '../peer.result.js';
import type { WorkloadName } from '../peer.engine.js';
import { targetsOf, type TargetLevel } from './peer.targets.js';

interface Column {
  readonly heading: string;
  readonly workload: WorkloadName;
  readonly figure: string;
  readonly digits: number;
}

const RATES: readonly WorkloadName[] = ['W1', 'W1x10', 'W2', 'W3', 'W4', 'W7'];
const WAITS: readonly WorkloadName[] = ['W5', 'W6'];

const FIGURES: readonly Column[] = [
  ...RATES.map((workload) => ({ heading: workload, workload, figure: 'stepsPerSecond', digits: 0 })),
  ...WAITS.map((workload) => ({ heading: `${workload} p50 ms`, workload, figure: 'p50Ms', digits: 2 })),
  { heading: 'CPU s/1,000', workload: 'W1', figure: 'cpuSecondsPer1000Steps', digits: 3 },
  { heading: 'log B/step', workload: 'W1', figure: 'logBytesPerStep', digits: 0 },
  { heading: 'writing tx/step', workload: 'W1', figure: 'writingTransactionsPerStep', digits: 3 },
];

const WITH_CREATION: readonly Column[] = [
  ...RATES.map((workload) => ({ heading: workload, workload, figure: 'stepsPerSecondWithCreation', digits: 0 })),
  { heading: 'CPU s/1,000', workload: 'W1', figure: 'cpuSecondsPer1000StepsWithCreation', digits: 3 },
  { heading: 'log B/step', workload: 'W1', figure: 'logBytesPerStepWithCreation', digits: 0 },
  { heading: 'writing tx/step', workload: 'W1', figure: 'writingTransactionsPerStepWithCreation', digits: 3 },
];

const DETAILS: readonly Column[] = [
  ...RATES.slice(0, 5).map((workload) => ({ heading: `${workload} created/s`, workload, figure: 'createdWorkflowsPerSecond', digits: 0 })),
  ...WAITS.map((workload) => ({ heading: `${workload} p95 ms`, workload, figure: 'p95Ms', digits: 2 })),
  { heading: 'W1 CPU: Node', workload: 'W1', figure: 'nodeCpuSecondsPer1000Steps', digits: 3 },
  { heading: 'store', workload: 'W1', figure: 'storeCpuSecondsPer1000Steps', digits: 3 },
];

/** What the comparison found, as lines for a terminal. */
export function peerReportLines(result: PeersResult): string[] {
  const { machine, workloads, leftOut } = result;
  return [
    `PostgreSQL ${machine.server_version}, fsync ${machine.fsync}, synchronous_commit ${machine.synchronous_commit}, Redis ${machine.redis ?? 'not installed'}, ` +
      `Node ${machine.node}, ${machine.cores} cores; medians of ${machine.rounds} rounds`,
    ...workloads.map(({ name, title }) => `${name.padEnd(5)}  ${title}`),
    '',
    'Steps/s from the start of the work until every workflow is durably complete, everything created before; W5, W6: from creation to completion; costs: W1.',
    ...section(result, FIGURES),
    '',
    'The same with the creation in the clock and in the costs.',
    ...section(result, WITH_CREATION),
    '',
    'Workflows created a second, waits, and who uses the CPU.',
    ...section(result, DETAILS),
    '',
    ...leftOut.map(({ name, reason }) => `left out: ${name}: ${reason}`),
    ...result.engines.flatMap(engineLines),
    '',
    ...targetLines(result),
  ];
}

function section({ engines }: PeersResult, all: readonly Column[]): string[] {
  const columns = all.filter(({ workload }) => engines.some(({ results }) => results[workload] !== undefined));
  return tableLines([
    ['', ...columns.map(({ heading }) => heading)],
    ...engines.map((engine) => [engine.name, ...columns.map((column) => figureOf(engine, column))]),
  ]);
}

function figureOf({ results }: EngineResult, { workload, figure, digits }: Column): string {
  const result = results[workload];
  return `${cell(result?.medians[figure], digits)}${result?.exception != null && result.workflows > 0 ? '*' : ''}`;
}

function engineLines({ name, version, settings, remark, runsAtCreation, results }: EngineResult): string[] {
  const notes = Object.entries(results).flatMap(([workload, { workflows, exception, failures, rounds }]) => [
    ...(exception === null ? [] : [`  ${workload}: ${workflows === 0 ? 'not run' : `* ${cell(workflows)} workflows`}: ${exception}`]),
    ...(failures.length === 0
      ? []
      : [`  ${workload}: ${failures.length} of ${failures.length + rounds.length} runs failed, the first: ${firstLine(failures[0]!)}`]),
  ]);
  return [
    `${name}${version === null ? '' : ` ${version}`}: ${settings}`,
    ...(runsAtCreation ? ['  runs what it creates at once: its rates contain the creation'] : []),
    ...(remark === null ? [] : [`  ${remark}`]),
    ...notes,
  ];
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!;
}

function targetLines(result: PeersResult): string[] {
  const rows = targetsOf(result).map(({ text, digits, must, target, moonshot, withCreation }) => [
    text,
    ...[must, target, moonshot].map((level) => levelText(level, digits)),
    cell(withCreation, 2),
  ]);
  return tableLines([['targets', 'must', 'target', 'moonshot', 'with creation'], ...rows]);
}

function levelText({ bound, found, met }: TargetLevel, digits: number): string {
  if (found === null) return `${bound}: not judged`;
  return `${bound}: ${cell(found, digits)} ${met ? 'met' : 'NOT MET'}`;
}
