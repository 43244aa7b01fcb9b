import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ArgumentError } from '../bench.arguments.js';
import { readArguments, USAGE, type CountedArguments } from './counted.arguments.js';
import { figureLines, verdictOn } from './counted.report.js';
import { runCounted } from './counted.run.js';
import { readExpected, writeExpected } from './expected.figures.js';

async function check(): Promise<void> {
  const wanted = readArguments(process.argv.slice(2));
  if (wanted === 'help') return console.log(USAGE);
  const late = setTimeout(() => {
    console.error(`the check took more than ${wanted.limitSeconds} s (--limit)`);
    process.exit(1);
  }, wanted.limitSeconds * 1_000);
  process.exitCode = await checked(wanted);
  clearTimeout(late);
}

/** The exit code. */
async function checked({ drives, json, update, expected: file }: CountedArguments): Promise<number> {
  const result = await runCounted(drives);
  for (const line of figureLines(result)) console.log(line);
  if (json !== null) {
    mkdirSync(dirname(json), { recursive: true });
    writeFileSync(json, `${JSON.stringify(result, null, 2)}\n`);
  }
  if (update) {
    writeExpected(file, result.madeWith, result.drives);
    console.log(`${file}: these figures are the expected ones from now on`);
    return 0;
  }
  const expected = readExpected(file);
  if (expected === null) throw new ArgumentError(`--expected: there is no ${file}; --update makes it`);
  const { lines, differences } = verdictOn(result, expected);
  for (const line of lines) console.log(line);
  return differences === 0 ? 0 : 1;
}

// The process of the drives, the server and its directory are taken down by `exit` listeners.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

check().catch((error: unknown) => {
  console.error(error instanceof ArgumentError ? `${error.message}\n\n${USAGE}` : error);
  process.exit(1);
});
