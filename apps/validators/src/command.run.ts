import type { ValidationReport } from 'nestjs-tasker';
import { UsageError } from './command.line.js';

/** Runs a validator, prints its report and sets the exit code: 0 everything is as it should be, 1 it is not, 2 it could not be looked at. */
export async function runCommand(
  name: string,
  validate: () => Promise<{ report: ValidationReport; verbose: boolean } | undefined>,
): Promise<void> {
  try {
    const done = await validate();
    if (done === undefined) return;
    console.log(done.report.lines({ verbose: done.verbose }).join('\n'));
    process.exitCode = done.report.ok ? 0 : 1;
  } catch (error) {
    console.error(`${name}: ${error instanceof UsageError ? error.message : described(error)}`);
    process.exitCode = 2;
  }
}

function described(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
