import type { LoggerService } from '@nestjs/common';

/** Keeps what the engine logs, for tests that read it. */
export class RecordedLogs implements LoggerService {
  private lines: string[] = [];

  log(message: unknown): void {
    this.keep('log', message);
  }
  warn(message: unknown): void {
    this.keep('warn', message);
  }
  error(message: unknown): void {
    this.keep('error', message);
  }

  /** Lines that contain the text. */
  with(text: string): readonly string[] {
    return this.lines.filter((line) => line.includes(text));
  }

  clear(): void {
    this.lines = [];
  }

  private keep(level: string, message: unknown): void {
    this.lines.push(`${level} ${String(message)}`);
  }
}
