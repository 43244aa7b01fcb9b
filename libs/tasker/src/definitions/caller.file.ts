import { fileURLToPath } from 'node:url';

/**
 * The file that called `callee`, as the runtime knows it: the compiled one where code is compiled. Undefined where there is none.
 *
 * A decorator has no other way to learn which file it stands in.
 */
export function callerFile(callee: (...parameters: never[]) => unknown): string | undefined {
  const { stackTraceLimit } = Error;
  // Put back as it was found, and called by nobody meanwhile.
  // eslint-disable-next-line @typescript-eslint/unbound-method
  const { prepareStackTrace } = Error;
  try {
    Error.stackTraceLimit = 1;
    Error.prepareStackTrace = (_error, sites) => sites[0]?.getFileName() ?? undefined;
    const holder: { stack?: unknown } = {};
    Error.captureStackTrace(holder, callee);
    const file = holder.stack;
    if (typeof file !== 'string' || file === '') return undefined;
    return file.startsWith('file:') ? fileURLToPath(file) : file;
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}
