import type { BenchResult, WorkloadResult } from '../bench.run.js';
import type { CallTimes } from '../measure/task.lists.js';
import type { ProfiledStatement } from '../server/server.profile.js';
import { requirementsOf } from './requirements.js';
import { cell, tableLines } from './text.table.js';

type Column = readonly [heading: string, figure: string, digits: number];

const THROUGHPUT: readonly Column[] = [
  ['steps/s', 'stepsPerSecond', 0],
  ['x baseline', 'timesBaseline', 1],
  ['created steps/s', 'createdStepsPerSecond', 0],
  ['statements/step', 'statementsPerStep', 3],
  ['tx/step', 'transactionsPerStep', 3],
  ['writing tx/step', 'writingTransactionsPerStep', 3],
  ['WAL B/step', 'walBytesPerStep', 0],
  ['with creation', 'walBytesPerStepWithCreation', 0],
  ['HOT steps', 'hotShareOfSteps', 2],
  ['HOT tasks', 'hotShareOfTasks', 2],
  ['CPU s/1,000: Node', 'nodeCpuSecondsPer1000Steps', 3],
  ['PostgreSQL', 'serverCpuSecondsPer1000Steps', 3],
];

const LATENCY: readonly Column[] = [
  ['p50 ms', 'committedP50Ms', 2],
  ['p95 ms', 'committedP95Ms', 2],
  ['waitForTask p50', 'awaitedP50Ms', 2],
  ['p95', 'awaitedP95Ms', 2],
  ['round trips/task p50', 'roundTripsPerTask', 0],
  ['/step', 'roundTripsPerStep', 2],
  ['writing tx/step', 'writingTransactionsPerStep', 2],
  ['WAL B/step', 'walBytesPerStep', 0],
  ['CPU s/1,000: Node', 'nodeCpuSecondsPer1000Steps', 3],
  ['PostgreSQL', 'serverCpuSecondsPer1000Steps', 3],
];

/** What the bench found, as lines for a terminal. */
export function reportLines(result: BenchResult): string[] {
  const { machine, baseline, readiness, lists, graphs, live } = result;
  return [
    `PostgreSQL ${machine.server_version}, fsync ${machine.fsync}, synchronous_commit ${machine.synchronous_commit}, Node ${machine.node}, ` +
      `${machine.cores} cores; medians of ${machine.rounds} rounds`,
    '',
    ...section(result, 'throughput', THROUGHPUT),
    ...section(result, 'latency', LATENCY),
    `baseline: ${cell(baseline.durable)} durable single-row updates/s, one transaction each, on one connection; ${cell(baseline.unflushed)}/s ` +
      `without waiting for the disk, which takes ${cell(1e6 / baseline.durable - 1e6 / baseline.unflushed)} microseconds of each`,
    ...(readiness === null ? [] : readinessLines(readiness)),
    ...(lists === null ? [] : listLines(lists)),
    ...(graphs === null ? [] : graphLines(graphs)),
    ...(live === null ? [] : liveLines(live)),
    ...requirementsOf(result).map(({ text, found, digits, met }) => `${met ? 'met    ' : 'NOT MET'}  ${text}: ${cell(found, digits)}`),
    ...result.workloads.flatMap(profileLines),
  ];
}

const NOTES = {
  throughput: 'Throughput: the tasks exist before the clock starts; it runs from the start of the worker until all tasks rest.',
  latency: 'At idle: from creation until the completion is committed, one task after the other; then the same by waitForTask.',
};

function section({ workloads }: BenchResult, kind: keyof typeof NOTES, columns: readonly Column[]): string[] {
  const rows = workloads.filter(({ workload }) => workload.kind === kind);
  if (rows.length === 0) return [];
  const heading = ['', ...columns.map(([name]) => name)];
  const cells = rows.map(({ workload, medians }) => [
    `${workload.name} ${workload.title}`,
    ...columns.map(([, figure, digits]) => cell(medians[figure], digits)),
  ]);
  return [NOTES[kind], ...tableLines([heading, ...cells]), ''];
}

function liveLines(live: NonNullable<BenchResult['live']>): string[] {
  return [
    `live changes, told to another process than the worker's: at idle p50 ${cell(live.liveIdleP50Ms)} ms, p95 ${cell(live.liveIdleP95Ms)} ms; at ` +
      `${cell(live.liveBusyChangesPerSecond)} changes/s p50 ${cell(live.liveBusyP50Ms)} ms, p95 ${cell(live.liveBusyP95Ms)} ms`,
  ];
}

function readinessLines(readiness: NonNullable<BenchResult['readiness']>): string[] {
  return [
    `readiness with ${cell(readiness.finishedSteps)} finished steps, server time: task of 10 steps p50 ${cell(readiness.singleP50Ms, 3)} ms, ` +
      `p95 ${cell(readiness.singleP95Ms, 3)} ms; 100 tasks in one call p50 ${cell(readiness.batchP50Ms, 2)} ms, p95 ${cell(readiness.batchP95Ms, 2)} ms`,
  ];
}

function listLines({ tasks, pages, counts, single, searchable }: NonNullable<BenchResult['lists']>): string[] {
  const row = (name: string, { p50, p95 }: CallTimes) => [name, cell(p50, 1), cell(p95, 1)];
  return [
    `Lists of 20 among ${cell(tasks)} tasks, from the call to the answer:`,
    ...tableLines([
      ['', 'p50 ms', 'p95 ms'],
      ...Object.entries(pages).map(([name, times]) => row(name, times)),
      ...Object.entries(counts).map(([name, times]) => row(`counted: ${name}`, times)),
      row('a single task', single),
    ]),
    `one searchable path: ${cell(searchable.walBytes)} bytes of WAL and ${cell(searchable.microseconds)} microseconds a created task, ` +
      `which takes ${cell(searchable.bareWalBytes)} bytes without it`,
    '',
  ];
}

function graphLines(graphs: NonNullable<BenchResult['graphs']>): string[] {
  return [
    `graphs of ${cell(graphs.graphSteps)} steps, from the call to the answer: tree ${cell(graphs.treeAnalysisMs)} ms, its finish ` +
      `${cell(graphs.treeForecastMs)} ms; 200 dense layers ${cell(graphs.denseAnalysisMs)} ms, their finish ${cell(graphs.denseForecastMs)} ms`,
  ];
}

function profileLines({ workload, rounds }: WorkloadResult): string[] {
  const profile = rounds.at(-1)?.profile;
  if (profile == null) return [];
  return [
    '',
    `${workload.name}, statements of the server in the last round (a sent one contains those inside its functions):`,
    ...tableLines(profileRows(profile)),
  ];
}

function profileRows(profile: readonly ProfiledStatement[]): string[][] {
  return [
    ['', 'ms', 'calls', 'ms/call', 'rows', 'WAL B', 'statement'],
    ...profile.map(({ top, milliseconds, calls, rows, walBytes, text }) => [
      top ? 'sent' : '',
      cell(milliseconds, 1),
      cell(calls),
      cell(milliseconds / calls, 3),
      cell(rows),
      cell(walBytes),
      text,
    ]),
  ];
}
