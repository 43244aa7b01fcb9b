import type { Progress } from './order.progress.js';
import { describeProgress, drawProgress } from './progress.text.js';

/** Where the demo writes. */
export interface DemoOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  /** Width of the terminal. */
  readonly columns?: number | undefined;
}

/** Shows progress: a picture that is drawn over in a terminal, else one line for each change. */
export class DemoScreen {
  private drawnLines = 0;
  private lastLine = '';

  constructor(private readonly output: DemoOutput) {}

  /** Shows the progress, with a note below it. */
  show(progress: Progress, note = ''): void {
    if (this.output.isTTY === true) this.draw(drawProgress(progress, note));
    else this.print(`${describeProgress(progress)}${note === '' ? '' : ` - ${note}`}`);
  }

  /** Writes lines that stay. */
  say(lines: readonly string[]): void {
    this.output.write(`${lines.join('\n')}\n`);
    this.drawnLines = 0;
  }

  private draw(lines: readonly string[]): void {
    const back = this.drawnLines === 0 ? '' : `\x1b[${this.drawnLines}A\x1b[J`;
    // A line that the terminal breaks in two would be left behind by the next drawing.
    const width = Math.max(1, (this.output.columns ?? 80) - 1);
    this.output.write(`${back}${lines.map((line) => line.slice(0, width)).join('\n')}\n`);
    this.drawnLines = lines.length;
  }

  private print(line: string): void {
    if (line === this.lastLine) return;
    this.lastLine = line;
    this.output.write(`${line}\n`);
  }
}
