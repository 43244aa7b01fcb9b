import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { readTaskFile, type TaskFile, type YamlSettings } from '../../libs/tasker/src/definitions/yaml/task-file.reader.js';

/** A directory for the definition files of a spec, called `tasks` in messages. */
export function useTaskFiles() {
  let directory = '';
  beforeAll(() => void (directory = mkdtempSync(join(tmpdir(), 'tasker-files-'))));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const files = {
    path: (name: string) => join(directory, name),
    write(content: string | Uint8Array, name = 'order.yaml'): string {
      // A file system may flush a file that is overwritten to the disk, but no new one.
      rmSync(files.path(name), { force: true });
      writeFileSync(files.path(name), content);
      return files.path(name);
    },
    /** The definition in a text, as the file `tasks/order.yaml`. */
    read(content: string | Uint8Array, settings: Partial<YamlSettings> = {}): TaskFile {
      return files.open(files.write(content), settings);
    },
    open(path: string, settings: Partial<YamlSettings> = {}): TaskFile {
      const shown = (file: string) => file.replace(directory, 'tasks');
      return readTaskFile(path, { environment: 'development', environments: ['test', 'production'], shown, ...settings });
    },
  };
  return files;
}

/** The example of docs/yaml.md. */
export function documentedTaskFile(): string {
  const text = readFileSync(new URL('../../docs/yaml.md', import.meta.url), 'utf8');
  return /## Example.*?```yaml\n(.*?)```/s.exec(text)![1]!;
}
