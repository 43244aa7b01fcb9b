import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ArgumentError } from '../bench.arguments.js';
import { readScaleArguments, SCALE_USAGE } from './scale.arguments.js';
import { scaleLines } from './scale.report.js';
import { runScale } from './scale.run.js';

async function bench(): Promise<void> {
  const wanted = readScaleArguments(process.argv.slice(2));
  if (wanted === 'help') return console.log(SCALE_USAGE);
  const result = await runScale(wanted, (line) => console.log(line));
  console.log('');
  for (const line of scaleLines(result)) console.log(line);
  if (wanted.json === null) return;
  mkdirSync(dirname(wanted.json), { recursive: true });
  writeFileSync(wanted.json, `${JSON.stringify(result, null, 2)}\n`);
}

// Worker processes, the servers and their directories are taken down by `exit` listeners.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

bench().catch((error: unknown) => {
  console.error(error instanceof ArgumentError ? `${error.message}\n\n${SCALE_USAGE}` : error);
  process.exit(1);
});
