import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The directory of the project's package.json: this file is further below it once it is built. */
export function projectRoot(): string {
  let directory = import.meta.dirname;
  while (!existsSync(join(directory, 'package.json'))) directory = dirname(directory);
  return directory;
}
