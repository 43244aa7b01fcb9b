import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ArgumentError, readArguments, USAGE } from './bench.arguments.js';
import { runBench } from './bench.run.js';
import { requirementsOf } from './report/requirements.js';
import { reportLines } from './report/terminal.report.js';

async function bench(): Promise<void> {
  const wanted = readArguments(process.argv.slice(2));
  if (wanted === 'help') return console.log(USAGE);
  const result = await runBench(wanted, (line) => console.log(line));
  console.log('');
  for (const line of reportLines(result)) console.log(line);
  if (wanted.json !== null) {
    mkdirSync(dirname(wanted.json), { recursive: true });
    writeFileSync(wanted.json, `${JSON.stringify({ ...result, requirements: requirementsOf(result) }, null, 2)}\n`);
  }
}

// Worker processes, the server and its directory are taken down by `exit` listeners.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

bench().catch((error: unknown) => {
  console.error(error instanceof ArgumentError ? `${error.message}\n\n${USAGE}` : error);
  process.exit(1);
});
