import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Files that are being written: two exports may end in the same second. */
const reserved = new Set<string>();

/** What the name of a file says. */
export interface ExportFileName {
  readonly instance: string;
  readonly takenAt: Date;
  readonly extension: string;
}

/**
 * Writes `metrics_export_<instance>_<YYYYmmdd_HHMMSS>.<extension>` (in UTC), as a whole or not at all: whoever watches the directory never
 * reads half a file. The directory is made. Returns the path.
 */
export async function writeExportFile(directory: string, name: ExportFileName, content: string | Uint8Array): Promise<string> {
  await mkdir(directory, { recursive: true });
  const path = freePath(directory, name);
  const draft = `${path}.tmp`;
  try {
    await writeFile(draft, content);
    await rename(draft, path);
    return path;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    reserved.delete(path);
  }
}

function freePath(directory: string, { instance, takenAt, extension }: ExportFileName): string {
  const [day, time] = takenAt.toISOString().slice(0, 19).split('T');
  const moment = `${day!.replaceAll('-', '')}_${time!.replaceAll(':', '')}`;
  const stem = `metrics_export_${plain(instance)}_${moment}`;
  for (let count = 1; ; count++) {
    const path = join(directory, `${stem}${count === 1 ? '' : `_${count}`}.${plain(extension)}`);
    if (reserved.has(path) || existsSync(path)) continue;
    reserved.add(path);
    return path;
  }
}

/** No separator and no leading dot: a name stays in its directory and is seen. */
function plain(word: string): string {
  return word.replace(/[^A-Za-z0-9.-]/g, '-').replace(/^\.+/, '') || 'export';
}
