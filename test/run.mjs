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

/** Runs projects of Vitest at once: they share a server, and no core waits for the end of one before the next. */
function tested(projects) {
  const report = join(reports, `${projects.join('-')}.json`);
  const options = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const chosen = projects.flatMap((project) => ['--project', project]);
  const succeeded = run(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...chosen, ...options]);
  const files = filesOf(report);
  const found = projects.map((project) => totals(files?.filter(({ name }) => projects.length === 1 || isOf(project, name))));
  // A file that does not load or a failing set-up has no failed test of its own.
  if (!succeeded && found.every(({ failed }) => failed === 0)) found[0].failed = 1;
  return found;
}

/** Parts of the same name are run at once where one follows the other. */
const vitest = (together) => ({ together });

const parts = {
  format: whole('format:check'),
  lint: whole('lint'),
  types: whole('types'),
  unit: vitest('unit'),
  sql: vitest('database'),
  integration: vitest('database'),
  e2e: vitest('database'),
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

/** What a report says of each file; undefined where there is none. */
function filesOf(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8')).testResults;
  } catch {
    return undefined;
  }
}

function isOf(project, file) {
  return relative(root, file).startsWith(join('test', project, '/'));
}

function totals(files) {
  if (files === undefined) return count(0, 1, 0);
  for (const file of files) {
    skipped.push(...file.assertionResults.filter(isSkipped).map(({ fullName }) => fullName));
    failures.push(...failuresOf(file));
  }
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const of = (wanted) => tests.filter(({ status }) => status === wanted).length;
  return count(of('passed'), of('failed'), tests.filter(isSkipped).length);
}

/** The failed tests of a file, or the file itself where it did not load or its set-up failed. */
function failuresOf({ name, status, message, assertionResults }) {
  const file = relative(root, name);
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (failed.length === 0) return status === 'failed' ? [`${file}\n${message}`] : [];
  return failed.map(({ fullName, failureMessages }) => `${file}: ${fullName}\n${failureMessages.join('\n')}`);
}

/** The parts that are run at once, in order. */
function runs(names) {
  const found = [];
  for (const name of names) {
    const { together } = parts[name];
    const last = found.at(-1);
    if (together !== undefined && last !== undefined && parts[last[0]].together === together) last.push(name);
    else found.push([name]);
  }
  return found;
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
for (const names of runs(chosen)) {
  console.log(`\n== ${names.join(', ')}`);
  const found = parts[names[0]].together === undefined ? [await parts[names[0]]()] : tested(names);
  results.push(...names.map((name, place) => ({ name, ...found[place] })));
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
