import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * nestjs-pino has one root logger for a process, that of its first application. Called before an application is made, it lets that one decide
 * where its lines go: other files of tests may have had theirs.
 */
export async function forgetPinoRoot(): Promise<void> {
  const folder = dirname(fileURLToPath(import.meta.resolve('nestjs-pino')));
  const { __resetOutOfContextForTests: reset } = await import(pathToFileURL(join(folder, 'PinoLogger.js')).href);
  reset();
}
