import { cell, tableLines } from '../report/text.table.js';
import type { DriveFigures } from './counted.figures.js';
import type { CountedResult } from './counted.run.js';
import type { ExpectedFigures, Makers } from './expected.figures.js';
import { differenceLine, exactDifferences, nearDifferences, type Difference } from './figure.comparison.js';

/** What a run of the check says. */
export interface Verdict {
  readonly lines: readonly string[];
  readonly differences: number;
}

/** The figures as a table. */
export function figureLines({ drives }: CountedResult): string[] {
  const heading = [
    '',
    'round trips',
    'WAL B/step',
    'pages/step',
    'heap B/step',
    'outside B/step',
    'Node us/step',
    'x',
    'server us/step',
    'x',
  ];
  const rows = Object.entries(drives).map(([name, { exact, near, times }]: [string, DriveFigures]) => [
    name,
    cell(exact.worked.roundTrips),
    cell(near.walBytesPerStep),
    cell(near.pagesPerStep, 1),
    cell(near.heapBytesPerStep),
    cell(near.externalBytesPerStep),
    cell(times.nodeMicrosecondsPerStep, 1),
    cell(times.nodeTimes, 1),
    cell(times.serverMicrosecondsPerStep, 1),
    cell(times.serverTimes, 2),
  ]);
  return [
    ...tableLines([heading, ...rows]),
    'x: times the CPU of a small document written and read, and the time of an update that does not wait for the disk. Told, not compared.',
  ];
}

/** What of the figures is not as expected. */
export function verdictOn(found: CountedResult, expected: ExpectedFigures): Verdict {
  const [sameNode, sameServer] = [sameMaker(found, expected, 'node'), sameMaker(found, expected, 'postgres')];
  const differences = Object.entries(found.drives).flatMap(([name, drive]) =>
    differencesOf(name, drive, { expected, sameNode, sameServer }),
  );
  const lines = [
    ...(sameServer ? [] : [notCompared('what the server does', found.madeWith, expected.madeWith)]),
    ...(sameNode ? [] : [notCompared('what Node allocates', found.madeWith, expected.madeWith)]),
    ...differences.map(differenceLine),
    differences.length === 0
      ? 'All figures are as expected.'
      : `${differences.length} figures differ. Where that is meant: npm run bench:check -- --update`,
  ];
  return { lines, differences: differences.length };
}

interface Surroundings {
  readonly expected: ExpectedFigures;
  readonly sameNode: boolean;
  readonly sameServer: boolean;
}

function differencesOf(name: string, drive: DriveFigures, { expected, sameNode, sameServer }: Surroundings): Difference[] {
  const kept = expected.drives[name];
  if (kept === undefined) return [{ what: `${name}: this drive`, expected: null, found: drive.exact.worked.roundTrips }];
  const { heapBytesPerStep, externalBytesPerStep, ...server } = drive.near;
  const { heapBytesPerStep: keptHeap, externalBytesPerStep: keptExternal, ...keptServer } = kept.near;
  return [
    ...exactDifferences(`${name}: `, kept.exact, drive.exact),
    ...(sameServer ? exactDifferences(`${name}: statements`, kept.statements, drive.statements) : []),
    ...(sameServer ? nearDifferences(`${name}: `, keptServer, server) : []),
    ...(sameNode
      ? nearDifferences(
          `${name}: `,
          { heapBytesPerStep: keptHeap, externalBytesPerStep: keptExternal },
          { heapBytesPerStep, externalBytesPerStep },
        )
      : []),
  ];
}

/** Another processor has another compiler, and pages that are laid out differently. */
function sameMaker(found: CountedResult, expected: ExpectedFigures, maker: keyof Makers): boolean {
  return found.madeWith[maker] === expected.madeWith[maker] && found.madeWith.processor === expected.madeWith.processor;
}

function notCompared(what: string, found: Makers, expected: Makers): string {
  const words = ({ node, postgres, processor }: Makers) => `Node ${node}, PostgreSQL ${postgres}, ${processor}`;
  return `not compared: ${what}: this is ${words(found)}, the expected figures are of ${words(expected)}`;
}
