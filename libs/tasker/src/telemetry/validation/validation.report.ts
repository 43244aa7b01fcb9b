/** Something that a validator looked at. */
export interface ValidationCheck {
  readonly category: string;
  readonly name: string;
  readonly ok: boolean;
  /** What was found, or what is wrong. */
  readonly detail: string;
}

/** How a report is printed. */
export interface ReportStyle {
  /** Passed checks too. Default: only failed ones, and the categories. */
  readonly verbose?: boolean;
}

/** What a validator has found, category by category. */
export class ValidationReport {
  readonly checks: ValidationCheck[] = [];

  constructor(readonly title: string) {}

  /** Whether there are checks and none has failed. */
  get ok(): boolean {
    return this.checks.length > 0 && this.checks.every(({ ok }) => ok);
  }

  add(check: ValidationCheck): void {
    this.checks.push(check);
  }

  /** Runs a check: what it returns is its detail, an error that it throws is its failure. Undefined when it failed. */
  async check<T>(category: string, name: string, look: () => Promise<Found<T>> | Found<T>): Promise<T | undefined> {
    try {
      const { detail, value } = await look();
      this.add({ category, name, ok: true, detail });
      return value;
    } catch (error) {
      this.add({ category, name, ok: false, detail: error instanceof Error ? error.message : String(error) });
      return undefined;
    }
  }

  /** The report for a terminal. */
  lines({ verbose = false }: ReportStyle = {}): string[] {
    const categories = [...new Set(this.checks.map(({ category }) => category))];
    const failed = this.checks.filter(({ ok }) => !ok).length;
    const verdict = this.ok ? 'passed' : `${failed} of ${this.checks.length} checks failed`;
    return [this.title, ...categories.flatMap((category) => this.section(category, verbose)), `${this.title}: ${verdict}`];
  }

  private section(category: string, verbose: boolean): string[] {
    const checks = this.checks.filter((check) => check.category === category);
    const passed = checks.filter(({ ok }) => ok).length;
    const shown = checks.filter(({ ok }) => verbose || !ok);
    const told = shown.map(({ ok, name, detail }) => `    ${ok ? 'ok    ' : 'FAILED'} ${name}${detail === '' ? '' : `: ${detail}`}`);
    return [`  ${passed === checks.length ? 'ok    ' : 'FAILED'} ${category} (${passed}/${checks.length})`, ...told];
  }
}

/** What a check that passes has found. */
export interface Found<T> {
  readonly detail: string;
  /** For later checks. */
  readonly value?: T;
}
