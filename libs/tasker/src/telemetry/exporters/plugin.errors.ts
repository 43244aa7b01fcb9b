import { suggestion } from '../../model/near-names.js';
import { TaskerError } from '../../model/errors.js';

/** Something cannot be an exporter, or its name is taken; nothing was registered. */
export class PluginRefusedError extends TaskerError {
  override readonly name = 'PluginRefusedError';
  constructor(
    /** The name that was asked for. */
    readonly plugin: string,
    readonly problem: string,
  ) {
    super(`exporter '${plugin}': ${problem}`);
  }
}

/** No registered exporter writes the format. */
export class UnknownFormatError extends TaskerError {
  override readonly name = 'UnknownFormatError';
  constructor(
    readonly format: string,
    readonly known: readonly string[],
  ) {
    super(`no exporter writes the format '${format}'${suggestion(format, known)}; known are ${known.join(', ')}`);
  }
}

/** An export did not succeed. `cause` is what the exporter threw. */
export class ExportFailedError extends TaskerError {
  override readonly name = 'ExportFailedError';
  constructor(
    readonly format: string,
    readonly problem: string,
    options?: ErrorOptions,
  ) {
    super(`export of metrics as '${format}' failed: ${problem}`, options);
  }
}
