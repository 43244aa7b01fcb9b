import type { Provider } from '@nestjs/common';
import { AnalyticsCache } from './analytics.cache.js';
import { AnalyticsService } from './analytics.service.js';
import { BottleneckWatch } from './bottleneck.watch.js';
import { TaskDiagrams } from './diagram/task.diagrams.js';
import { FigureFreshness } from './figure.freshness.js';
import { FigureSurvey } from './figure.survey.js';
import { GraphAnalysis } from './graph.analysis.js';
import { RollupJob } from './rollup.job.js';
import { ProcessInsights } from './telemetry.insights.js';

/** What counts and answers questions about tasks. */
export const ANALYTICS: Provider[] = [
  RollupJob,
  FigureFreshness,
  FigureSurvey,
  AnalyticsCache,
  ProcessInsights,
  AnalyticsService,
  GraphAnalysis,
  TaskDiagrams,
  BottleneckWatch,
];
