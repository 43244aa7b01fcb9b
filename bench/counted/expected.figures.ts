import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch } from 'node:os';
import type { DriveFigures, ExpectedDrive } from './counted.figures.js';

/** What the figures depend on besides the code. */
export interface Makers {
  /** First number of the version of Node: what is allocated depends on its compiler. */
  readonly node: string;
  readonly postgres: string;
  readonly processor: string;
}

/** The figures that are kept in the repository. */
export interface ExpectedFigures {
  readonly madeWith: Makers;
  readonly drives: Readonly<Record<string, ExpectedDrive>>;
}

/** What this run is made with. `serverVersion`: as the server says it, `18.4`. */
export function makersOf(serverVersion: string): Makers {
  return { node: process.versions.node.split('.')[0]!, postgres: serverVersion.split('.')[0]!, processor: arch() };
}

/** The kept figures; null when there are none. */
export function readExpected(file: string): ExpectedFigures | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ExpectedFigures) : null;
}

/** Keeps the figures of this run; those of drives that it did not run stay. */
export function writeExpected(file: string, madeWith: Makers, found: Readonly<Record<string, DriveFigures>>): void {
  const kept = readExpected(file);
  const drives = Object.entries(found).map(([name, { exact, statements, near }]): [string, ExpectedDrive] => [
    name,
    { exact, statements, near },
  ]);
  const text = JSON.stringify({ madeWith, drives: { ...kept?.drives, ...Object.fromEntries(drives) } }, null, 2);
  // A pair of numbers a line: three would be many to look through in a difference.
  writeFileSync(file, `${text.replaceAll(/\[\s+(\d+),\s+(\d+)\s+\]/g, '[$1, $2]')}\n`);
}
