import { execFileSync, spawnSync } from 'node:child_process';

/** The system account the server runs under. Empty: the account of this process. */
export interface ServerAccount {
  readonly uid?: number;
  readonly gid?: number;
}

const NOBODY = 65_534;

/**
 * PostgreSQL refuses to run as root, so a root process runs it as the owner of the data directory,
 * or as `nobody` when that owner is root or the directory is new.
 */
export function accountFor(owner: { uid: number; gid: number } | undefined): ServerAccount {
  if (process.getuid?.() !== 0) return {};
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return { uid: idOfNobody('-u'), gid: idOfNobody('-g') };
}

/** Whether the account may read and enter (or run) the path: the modes of all parent directories count. */
export function canReach(account: ServerAccount, path: string): boolean {
  if (account.uid === undefined) return true;
  return spawnSync('/bin/sh', ['-c', 'test -r "$1" && test -x "$1"', 'sh', path], { ...account, cwd: '/' }).status === 0;
}

/** The number differs between systems (macOS: 4294967294) and the server looks the account up by it. */
function idOfNobody(option: '-u' | '-g'): number {
  try {
    return Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  } catch {
    return NOBODY;
  }
}
