import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ArgumentError } from '../bench.arguments.js';
import { readLatencyArguments, USAGE } from './latency.arguments.js';
import { runLatencyBench } from './latency.bench.js';
import { latencyLines } from './latency.report.js';

async function bench(): Promise<void> {
  const wanted = readLatencyArguments(process.argv.slice(2));
  if (wanted === 'help') return console.log(USAGE);
  const result = await runLatencyBench(wanted, (line) => console.log(line));
  console.log('');
  for (const line of latencyLines(result)) console.log(line);
  if (wanted.json !== null) {
    mkdirSync(dirname(wanted.json), { recursive: true });
    writeFileSync(wanted.json, `${JSON.stringify(result, null, 2)}\n`);
  }
}

// The processes, the server and its directory are taken down by `exit` listeners.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

bench().catch((error: unknown) => {
  console.error(error instanceof ArgumentError ? `${error.message}\n\n${USAGE}` : error);
  process.exit(1);
});
