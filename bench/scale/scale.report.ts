import type { Figures } from '../measure/statistics.js';
import { cell, tableLines } from '../report/text.table.js';
import type { PointResult, ScaleResult, StudyResult } from './scale.run.js';

type Column = readonly [heading: string, figure: string, digits: number];

const COLUMNS: readonly Column[] = [
  ['steps/s', 'stepsPerSecond', 0],
  ['created tasks/s', 'createdTasksPerSecond', 0],
  ['statements/step', 'statementsPerStep', 3],
  ['WAL B/step', 'walBytesPerStep', 0],
  ['HOT steps', 'hotShareOfSteps', 2],
  ['HOT tasks', 'hotShareOfTasks', 2],
  ['CPU s/1,000: Node', 'nodeCpuSecondsPer1000Steps', 3],
  ['PostgreSQL', 'serverCpuSecondsPer1000Steps', 3],
  ['peak MB', 'peakMemoryMegabytes', 0],
];

/** A point costs more than this times the reference: there the cost is not flat. */
const BEND = 1.5;

/** The tables of all studies, as lines for a terminal. */
export function scaleLines({ machine, studies }: ScaleResult): string[] {
  return [
    `PostgreSQL ${machine['postgres']}, Node ${machine['node']}, ${machine['cores']} cores; medians of ${machine['rounds']} rounds; every run ends with all ` +
      'tasks complete and nothing found by audit_tasks().',
    ...studies.flatMap(studyLines),
  ];
}

function studyLines(result: StudyResult): string[] {
  const { study, points } = result;
  const ideal = points.some(({ point }) => point.ideal !== undefined);
  const heading = [study.name, ...COLUMNS.map(([name]) => name), 'CPU x', ...(ideal ? ['of ideal'] : [])];
  const rows = points.map((point) => [
    point.point.label,
    ...COLUMNS.map(([, figure, digits]) => cell(point.medians?.[figure], digits)),
    cell(costAgainst(result, point), 2),
    ...(ideal ? [cell(shareOfIdeal(point), 2)] : []),
  ]);
  return ['', `${study.title}:`, ...tableLines([heading, ...rows]), ...bendLines(result)];
}

function shareOfIdeal({ point, medians }: PointResult): number | null {
  const rate = medians?.['stepsPerSecond'];
  return point.ideal === undefined || rate == null ? null : rate / point.ideal;
}

/** CPU of a step, of both sides, against that of the reference; null where it is not known. */
export function costAgainst({ study, points }: StudyResult, { medians }: PointResult): number | null {
  const reference = cpuOf(points[study.reference]!.medians);
  const own = cpuOf(medians);
  return reference === null || own === null ? null : own / reference;
}

function cpuOf(figures: Figures | null): number | null {
  const [node, server] = [figures?.['nodeCpuSecondsPer1000Steps'], figures?.['serverCpuSecondsPer1000Steps']];
  return node == null || server == null ? null : node + server;
}

/** What the table says in words: which points cost more than flat, and what was left out. */
function bendLines(result: StudyResult): string[] {
  const { study, points } = result;
  const lefts = points.flatMap(({ point, left }) => (left === null ? [] : [`left out: ${point.label}: ${left}`]));
  if (cpuOf(points[study.reference]!.medians) === null) {
    return [...lefts, 'the CPU of a step is not known here: whether the cost is flat cannot be said'];
  }
  const bent = points.filter((point) => (costAgainst(result, point) ?? 0) > BEND);
  const reference = points[study.reference]!.point.label;
  return [
    bent.length === 0
      ? `flat: no point costs more than ${BEND} times the CPU of a step at ${reference}`
      : `not flat: ${bent.map((point) => `${point.point.label} (${cell(costAgainst(result, point), 1)}x)`).join(', ')}, against ${reference}`,
    ...lefts,
  ];
}
