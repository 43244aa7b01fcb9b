import type { MetricDeclaration } from './metric.declarations.js';
import type { MetricContent, MetricLine, RegisteredMetric } from './metrics.library.js';

/** Makes the lines of a metric that has the given name. */
export type MakeLines = (name: string) => readonly MetricLine[] | Promise<readonly MetricLine[]>;

/** A declared metric with what makes its lines. */
export interface MetricSource {
  readonly declaration: MetricDeclaration;
  readonly lines: MakeLines;
}

/** Something whose figures are shown as metrics. */
export interface MetricGroup {
  metrics(): readonly MetricSource[];
}

/**
 * A metric as a registry of prom-client shows it: it keeps nothing, its lines are made when somebody looks. Where the lines cannot be made,
 * it has none: one figure that is missing must not take the others along.
 */
export class ShownMetric implements RegisteredMetric {
  readonly name: string;
  readonly help: string;
  readonly type: MetricDeclaration['type'];
  readonly aggregator = 'sum';

  constructor(
    private readonly source: MetricSource,
    readonly prefix: string,
  ) {
    this.name = `${prefix}_${source.declaration.name}`;
    this.help = source.declaration.help;
    this.type = source.declaration.type;
  }

  /** With all labels of a line in one place. */
  async get(): Promise<MetricContent> {
    const content = await this.getForPromString();
    const values = content.values.map(({ sharedLabels, labels, ...line }) => ({ ...line, labels: { ...sharedLabels, ...labels } }));
    return { ...content, values };
  }

  async getForPromString(): Promise<MetricContent> {
    const { name, help, type, aggregator } = this;
    // A registry of the OpenMetrics format changes the name of a counter that it shows; the lines keep theirs.
    const full = `${this.prefix}_${this.source.declaration.name}`;
    const values = await Promise.resolve()
      .then(() => this.source.lines(full))
      .catch(() => []);
    return { name, help, type, aggregator, values };
  }

  /** What is counted belongs to the engine: a host that resets its registry does not reset it. */
  reset(): void {
    return;
  }
}

/** A metric of one line without labels. */
export function single(declaration: MetricDeclaration, value: () => number | null): MetricSource {
  return {
    declaration,
    lines: () => {
      const found = value();
      return found === null ? [] : [{ labels: {}, value: found }];
    },
  };
}
