import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { ArgumentError } from '../bench.arguments.js';
import { BenchServer } from '../server/bench.server.js';
import { readSoakArguments, SOAK_USAGE } from './soak.arguments.js';
import { headLine, soakLine, soakReport } from './soak.report.js';
import { runSoak, type SoakResult } from './soak.run.js';
import { judge, type Judgement } from './soak.verdict.js';

interface Judged extends SoakResult {
  readonly judgements: readonly Judgement[] | null;
}

async function soak(): Promise<void> {
  const wanted = readSoakArguments(process.argv.slice(2));
  if (wanted === 'help') return console.log(SOAK_USAGE);
  if (wanted.heapDirectory !== null) mkdirSync(wanted.heapDirectory, { recursive: true });
  // The settings of the server as they are: checkpoints are a part of a day.
  const server = await BenchServer.launch({ profile: false, settings: {} });
  const results: Judged[] = [];
  try {
    for (const variant of wanted.variants) {
      console.log(`\n${variant}\n${headLine()}`);
      const result = await runSoak(variant, { server, wanted, told: (line) => console.log(soakLine(line)) });
      const judgements = judge(result.lines);
      results.push({ ...result, judgements });
      console.log(['', ...soakReport(result, judgements)].join('\n'));
    }
  } finally {
    await server.stop();
  }
  if (wanted.json !== null) {
    mkdirSync(dirname(wanted.json), { recursive: true });
    const machine = { date: new Date().toISOString(), cores: cpus().length, node: process.version };
    writeFileSync(wanted.json, `${JSON.stringify({ machine, wanted, results }, null, 2)}\n`);
  }
  if (results.some(({ judgements }) => judgements?.some(({ grows }) => grows))) process.exitCode = 1;
}

// Worker processes, the server and its directory are taken down by `exit` listeners.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

soak().catch((error: unknown) => {
  console.error(error instanceof ArgumentError ? `${error.message}\n\n${SOAK_USAGE}` : error);
  process.exit(1);
});
