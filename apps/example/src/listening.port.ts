import { createServer } from 'node:net';
import { StartupError } from './startup.error.js';

/** The application is for this machine only. */
export const HOST = '127.0.0.1';

/** Throws StartupError when another process listens on the port: asked before the database is touched, which may be that process's. */
export async function assertPortIsFree(port: number): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', (error) => reject(explain(error, port)));
    probe.listen(port, HOST, () => probe.close(() => resolve()));
  });
}

/** The reason why listening failed, in one line. */
export function explain(error: NodeJS.ErrnoException, port: number): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new StartupError(`Port ${port} of ${HOST} is taken: stop what listens there or set PORT to another one`);
    case 'EACCES':
      return new StartupError(`Port ${port} of ${HOST} may not be used by this user: set PORT to another one`);
    default:
      return error;
  }
}
