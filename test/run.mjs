// Runs every part of the check in order and ends with one line of totals. `node test/run.mjs unit sql` runs those parts only.
import { Buffer } from 'node:buffer';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const reports = mkdtempSync(join(tmpdir(), 'tasker-check-'));

/** Full names of the tests that did not run. */
const skipped = [];

/** Files and full names of the tests that failed, with what they said: said once more at the end, where whoever sees only the end finds them. */
const failures = [];

/** A part that passes or fails as a whole counts as one. It keeps one core busy: `begin` lets others run beside it, and what it prints is shown in its turn. */
const whole = (script) => {
  let ending;
  const begin = () => (ending ??= output('npm', ['run', '--silent', script]));
  const result = async () => {
    const { succeeded, text } = await begin();
    process.stdout.write(text);
    return succeeded ? count(1, 0, 0) : count(0, 1, 0);
  };
  return Object.assign(result, { begin });
};

const vitest = (project) => () => {
  const report = join(reports, `${project}.json`);
  const options = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const succeeded = run(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', project, ...options]);
  const found = totals(report);
  // A file that does not load or a failing set-up has no failed test of its own.
  return { ...found, failed: succeeded ? found.failed : Math.max(found.failed, 1) };
};

const parts = {
  format: whole('format:check'),
  lint: whole('lint'),
  types: whole('types'),
  unit: vitest('unit'),
  sql: vitest('sql'),
  integration: vitest('integration'),
  e2e: vitest('e2e'),
  package: vitest('package'),
};

function count(passed, failed, skipped) {
  return { passed, failed, skipped };
}

/** What a command prints, in the order of its writes, and whether it succeeded. */
async function output(command, args) {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk));
  const [code] = await once(child, 'close');
  return { succeeded: code === 0, text: Buffer.concat(chunks).toString() };
}

function run(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}

function totals(report) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    for (const file of testResults) {
      skipped.push(...file.assertionResults.filter(isSkipped).map(({ fullName }) => fullName));
      failures.push(...failuresOf(file));
    }
    return count(numPassedTests, numFailedTests, numPendingTests + numTodoTests);
  } catch {
    return count(0, 1, 0);
  }
}

/** The failed tests of a file, or the file itself where it did not load or its set-up failed. */
function failuresOf({ name, status, message, assertionResults }) {
  const file = relative(root, name);
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (failed.length === 0) return status === 'failed' ? [`${file}\n${message}`] : [];
  return failed.map(({ fullName, failureMessages }) => `${file}: ${fullName}\n${failureMessages.join('\n')}`);
}

function isSkipped({ status }) {
  return status === 'pending' || status === 'skipped' || status === 'todo';
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`No part ${unknown.join(', ')}: choose from ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}

const results = [];
const chosen = asked.length > 0 ? asked : Object.keys(parts);
for (const name of chosen) parts[name].begin?.();
for (const name of chosen) {
  console.log(`\n== ${name}`);
  const result = await parts[name]();
  results.push({ name, ...result });
}
rmSync(reports, { recursive: true, force: true });

const sum = (key) => results.reduce((total, result) => total + result[key], 0);
const line = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
console.log('');
for (const failure of failures) console.log(`failed: ${failure.slice(0, 2_000)}\n`);
for (const name of skipped) console.log(`skipped: ${name}`);
for (const result of results) console.log(`${result.name}: ${line(result)}`);
console.log(line(count(sum('passed'), sum('failed'), sum('skipped'))));
process.exitCode = sum('failed') > 0 ? 1 : 0;
