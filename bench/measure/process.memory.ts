import { readdirSync, readFileSync } from 'node:fs';

/** Bytes that the sessions and workers of a server hold for themselves, what they share left out; null where the system does not tell. */
export function serverMemory(postmaster: number): number | null {
  if (process.platform !== 'linux') return null;
  let total = 0;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const status = statusOf(name);
    if (field(status, 'PPid') === postmaster) total += field(status, 'RssAnon') * 1_024;
  }
  return total;
}

/** Empty for a process that has ended. */
function statusOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}

function field(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
}
