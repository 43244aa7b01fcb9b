import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ArgumentError } from '../bench.arguments.js';
import { readPeerArguments, usageOf, type PeerArguments } from './peer.arguments.js';
import { PEERS } from './peer.catalog.js';
import { installPeers } from './peer.packages.js';
import type { PeersResult } from './peer.result.js';
import { comparePeers } from './peer.rounds.js';
import { chartOf } from './report/peer.chart.js';
import { peerReportLines } from './report/peer.report.js';
import { targetsOf } from './report/peer.targets.js';

const say = (line: string) => console.log(line);

async function compare(): Promise<void> {
  const wanted = readPeerArguments(process.argv.slice(2), PEERS);
  if (wanted === 'help') return console.log(usageOf(PEERS));
  installPeers(say);
  const result = wanted.from === null ? await comparePeers(wanted, say) : earlier(wanted.from);
  say('');
  for (const line of peerReportLines(result)) say(line);
  await keep(wanted, result);
  if (result.engines.some(({ results }) => Object.values(results).some(({ failures }) => failures.length > 0))) process.exitCode = 1;
}

async function keep({ json, chart }: PeerArguments, result: PeersResult): Promise<void> {
  if (json !== null) write(json, `${JSON.stringify({ ...result, targets: targetsOf(result) }, null, 2)}\n`);
  if (chart !== null) write(chart, await chartOf(result));
}

function earlier(file: string): PeersResult {
  return JSON.parse(readFileSync(file, 'utf8')) as PeersResult;
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

// Processes, servers and their directories are taken down by `exit` listeners.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

compare().catch((error: unknown) => {
  console.error(error instanceof ArgumentError ? `${error.message}\n\n${usageOf(PEERS)}` : error);
  process.exit(1);
});
