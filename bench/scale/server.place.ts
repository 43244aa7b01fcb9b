import { execFileSync } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';

/** A system account; empty: that of this process. */
export interface ServerAccount {
  readonly uid?: number;
  readonly gid?: number;
}

/** Neither PostgreSQL nor PgBouncer runs as root: a process of root starts them as `nobody`. */
export function serverAccount(): ServerAccount {
  if (process.getuid?.() !== 0) return {};
  const id = (option: string) => Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** A port of the loopback that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
