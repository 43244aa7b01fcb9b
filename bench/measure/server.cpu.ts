import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

interface ProcessTimes {
  readonly parent: number;
  readonly own: number;
  /** Of children that have ended. */
  readonly ended: number;
}

let ticks: number | undefined;

/** CPU seconds that a server has used so far, sessions that have ended included; null where the system does not tell. */
export function serverCpuSeconds(postmaster: number): number | null {
  if (process.platform !== 'linux') return null;
  const server = timesOf(postmaster);
  if (server === undefined) return null;
  ticks ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  let total = server.own + server.ended;
  for (const name of readdirSync('/proc')) {
    const times = /^\d+$/.test(name) ? timesOf(Number(name)) : undefined;
    if (times?.parent === postmaster) total += times.own;
  }
  return total / ticks;
}

function timesOf(pid: number): ProcessTimes | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may contain spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const field = (place: number) => Number(fields[place]);
    return { parent: field(1), own: field(11) + field(12), ended: field(13) + field(14) };
  } catch {
    return undefined;
  }
}
