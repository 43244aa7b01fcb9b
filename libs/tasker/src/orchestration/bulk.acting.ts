import type { FieldIssue } from '../model/errors.js';
import { actingIssues } from './acting.js';
import type { BulkActing } from './bulk.contract.js';

type OwnKey = 'expected' | 'dryRun' | 'batchSize' | 'concurrency' | 'onProgress' | 'signal';

const RULES: Readonly<Record<OwnKey, readonly [usable: (value: unknown) => boolean, message: string]>> = {
  expected: [within(0, Number.MAX_SAFE_INTEGER), 'must be a number of tasks'],
  dryRun: [(value) => typeof value === 'boolean', 'must be true or false'],
  batchSize: [within(1, 1_000), 'must be a whole number from 1 to 1,000'],
  concurrency: [within(1, 8), 'must be a whole number from 1 to 8'],
  onProgress: [(value) => typeof value === 'function', 'must be a function'],
  signal: [(value) => value instanceof AbortSignal, 'must be an AbortSignal'],
};

/** Everything that is wrong with who acts on many tasks, and how. A dry run needs no reason. */
export function bulkIssues(options: BulkActing): FieldIssue[] {
  const keys = Object.keys(RULES) as OwnKey[];
  const dryRun = (options as BulkActing | null | undefined)?.dryRun === true;
  const issues = actingIssues(options, { reasonRequired: !dryRun, also: keys });
  if (issues.some(({ path }) => path === '')) return issues;
  for (const key of keys) {
    const [usable, message] = RULES[key];
    if (options[key] !== undefined && !usable(options[key])) issues.push({ path: key, message });
  }
  return issues;
}

function within(least: number, most: number): (value: unknown) => boolean {
  return (value) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;
}
