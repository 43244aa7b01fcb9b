import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '../../model/errors.js';

const DEFINITION_FILE = /\.ya?ml$/i;

/**
 * Paths of the .yaml and .yml files in a directory and below it, sorted. Links are followed, each file and each directory counts once.
 * Names that begin with a dot are left out: editors and mounted volumes keep their own copies under them.
 *
 * @throws ConfigurationError for a directory that is missing (when required) or not one, and for every entry that cannot be read
 * @example findTaskFiles('/app/config/tasker/tasks', { required: false })
 */
export function findTaskFiles(directory: string, { required }: { required: boolean }): string[] {
  const search = new TaskFileSearch();
  const found = search.attempt(directory, () => ({ stats: statSync(directory, { throwIfNoEntry: false }) }));
  if (found !== undefined && found.stats === undefined) {
    if (!required) return [];
    throw new ConfigurationError(`there is no directory ${directory}; create it or name another one`);
  }
  if (found?.stats?.isDirectory() === false) {
    throw new ConfigurationError(`${directory} is not a directory; name the one that holds the definition files`);
  }
  search.through(directory);
  if (search.unreadable.size > 0) throw new ConfigurationError([...search.unreadable].join('\n'));
  return search.files.sort();
}

class TaskFileSearch {
  readonly files: string[] = [];
  readonly unreadable = new Set<string>();
  private readonly seen = new Set<string>();

  through(directory: string): void {
    const open = [directory];
    for (let next = open.shift(); next !== undefined; next = open.shift()) open.push(...this.directoriesIn(next));
  }

  /** What `read` gives; undefined when it throws, which is noted. */
  attempt<T>(path: string, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      this.unreadable.add(`${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
      return undefined;
    }
  }

  /** Notes the files of one directory; gives back the directories in it. */
  private directoriesIn(directory: string): string[] {
    const entries = this.attempt(directory, () => (this.isNew(directory) ? readdirSync(directory).sort() : [])) ?? [];
    return entries.filter((name) => !name.startsWith('.')).flatMap((name) => this.visit(join(directory, name)));
  }

  /** A link that leads nowhere matters only where it is called like a definition. */
  private visit(path: string): string[] {
    const isDefinition = DEFINITION_FILE.test(path);
    const isDirectory = this.attempt(path, () => statSync(path, { throwIfNoEntry: isDefinition })?.isDirectory());
    if (isDirectory === true) return [path];
    if (isDefinition && isDirectory === false && this.attempt(path, () => this.isNew(path)) === true) this.files.push(path);
    return [];
  }

  private isNew(path: string): boolean {
    const real = realpathSync(path);
    const isNew = !this.seen.has(real);
    this.seen.add(real);
    return isNew;
  }
}
