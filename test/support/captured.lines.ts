import { Writable } from 'node:stream';

/** One JSON line of a structured logger. */
export type LogLine = Readonly<Record<string, any>>;

/** A stream that keeps what a structured logger writes. */
export class CapturedLines extends Writable {
  private chunks: string[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.chunks.push(chunk.toString());
    done();
  }

  /** Everything as it was written. */
  get text(): string {
    return this.chunks.join('');
  }

  /** The lines that have these fields. */
  with(fields: LogLine): LogLine[] {
    const lines = this.text.split('\n').filter((line) => line !== '');
    return lines
      .map((line): LogLine => JSON.parse(line))
      .filter((line) => Object.entries(fields).every(([key, value]) => line[key] === value));
  }

  clear(): void {
    this.chunks = [];
  }
}
