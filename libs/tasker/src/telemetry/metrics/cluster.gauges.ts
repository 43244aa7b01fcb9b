import { Inject, Injectable } from '@nestjs/common';
import type { ConsumerLag } from '../../database/event-feed.store.js';
import type { ReadyFigure } from '../../database/queue-figures.store.js';
import { ClusterFigures, type ClusterPicture } from './cluster.figures.js';
import { MOST_SERIES } from './definition.series.js';
import { METRIC, type MetricDeclaration } from './metric.declarations.js';
import type { Labels, MetricLine } from './metrics.library.js';
import type { MetricGroup, MetricSource } from './shown.metric.js';

const STATES = ['pending', 'in_progress'] as const;
const KINDS = ['waiting', 'lifetime', 'lost_attempts'] as const;
const SEVERITIES = ['Low', 'Medium', 'High', 'Critical'] as const;
const OTHER: Labels = { queue: 'other', namespace: 'other', name: 'other', version: 'other' };

/** The figures of the rows as gauges. */
@Injectable()
export class ClusterGauges implements MetricGroup {
  /** Definitions that had ready steps: they go on with 0, since a line that goes away keeps its last figure in a graph. */
  private readonly seen = new Map<string, Labels>();

  constructor(@Inject(ClusterFigures) private readonly figures: Pick<ClusterFigures, 'current' | 'failures' | 'aside'>) {}

  /** The same figures for somebody who is no scraper: read now, whoever shows them to scrapers. */
  aside(): MetricGroup {
    return new ClusterGauges(this.figures.aside());
  }

  metrics(): readonly MetricSource[] {
    return [
      this.from(METRIC.readySteps, ({ queue }) => this.ready(queue.ready, (steps, [, , , , more]) => steps + more)),
      this.from(METRIC.oldestReadyStep, ({ queue }) => this.ready(queue.ready, (seconds, [, , , , , more]) => Math.max(seconds, more))),
      this.from(METRIC.tasks, ({ queue }) => STATES.map((state) => ({ labels: { state }, value: queue.tasks[state] ?? 0 }))),
      this.from(METRIC.deadLetters, ({ queue }) => [{ labels: {}, value: queue.deadLetters }]),
      this.from(METRIC.staleWarnings, ({ queue }) => KINDS.map((kind) => ({ labels: { kind }, value: queue.warnings[kind] ?? 0 }))),
      this.from(METRIC.bottlenecks, ({ queue }) =>
        SEVERITIES.map((severity) => ({ labels: { severity }, value: queue.bottlenecks[severity] ?? 0 })),
      ),
      this.from(METRIC.analyticsAge, ({ queue: { analyticsAge } }) => (analyticsAge === null ? [] : [{ labels: {}, value: analyticsAge }])),
      this.from(METRIC.workersAlive, ({ queue }) => [{ labels: {}, value: queue.workers }]),
      this.from(METRIC.figuresCapped, ({ queue }) => [{ labels: {}, value: queue.capped ? 1 : 0 }]),
      this.durable(METRIC.durableWaiting, ({ waiting }) => waiting),
      this.durable(METRIC.durableOldest, ({ oldestSeconds }) => oldestSeconds ?? 0),
      this.durable(METRIC.durableOpen, ({ open }) => open),
      this.durable(METRIC.durableGivenUp, ({ givenUp }) => givenUp),
      this.durable(METRIC.durableDelivered, ({ delivered }) => delivered),
      this.durable(METRIC.durableFailed, ({ failed }) => failed),
      this.durable(METRIC.durableLost, ({ lost }) => lost),
      { declaration: METRIC.figuresFailures, lines: () => this.failures() },
    ];
  }

  /** With the look that is under way, if there is one. */
  private async failures(): Promise<MetricLine[]> {
    await this.figures.current();
    return [{ labels: {}, value: this.figures.failures }];
  }

  private from(declaration: MetricDeclaration, lines: (picture: ClusterPicture) => MetricLine[]): MetricSource {
    return {
      declaration,
      lines: async () => {
        const picture = await this.figures.current();
        return picture === null ? [] : lines(picture);
      },
    };
  }

  private durable(declaration: MetricDeclaration, value: (lag: ConsumerLag) => number): MetricSource {
    return this.from(declaration, ({ durable }) =>
      durable.slice(0, MOST_SERIES).map((lag) => ({ labels: { subscriber: lag.consumer }, value: value(lag) })),
    );
  }

  private ready(ready: readonly ReadyFigure[], add: (sum: number, figure: ReadyFigure) => number): MetricLine[] {
    const values = new Map<Labels, number>([...this.seen.values()].map((labels) => [labels, 0]));
    for (const figure of ready) {
      const labels = this.labelsOf(figure);
      values.set(labels, add(values.get(labels) ?? 0, figure));
    }
    return [...values].map(([labels, value]) => ({ labels, value }));
  }

  private labelsOf([queue, namespace, name, version]: ReadyFigure): Labels {
    const key = JSON.stringify([queue, namespace, name, version]);
    const found = this.seen.get(key);
    if (found !== undefined) return found;
    if (this.seen.size >= MOST_SERIES) return OTHER;
    const labels = { queue, namespace, name, version };
    this.seen.set(key, labels);
    return labels;
  }
}
