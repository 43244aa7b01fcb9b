import { boundedDiagram } from '../../libs/tasker/src/analysis/diagram/diagram.bounds.js';
import type { Diagram } from '../../libs/tasker/src/analysis/diagram/diagram.js';
import { DiagramLinks } from '../../libs/tasker/src/analysis/diagram/diagram.links.js';
import type { DrawnReason, DrawnStep, DrawnTask } from '../../libs/tasker/src/analysis/diagram/diagram.source.js';
import { taskDrawing } from '../../libs/tasker/src/analysis/diagram/task.drawing.js';
import { taskLevels } from '../../libs/tasker/src/analysis/diagram/task.levels.js';

/** The moment of every diagram of these tests. */
export const DRAWN_AT = new Date('2026-03-01T10:00:00.000Z');
/** Id of every task of these tests. */
export const DRAWN_TASK_ID = '01920000-0000-7000-8000-000000000000';

/** Every kind of thing that languages of pictures give a meaning, in one text. */
export const HOSTILE =
  `"><script>alert(1)</script><img src=x onerror=alert(2)>'--> ]]> </text></svg></style> #quot; &lt; \`md\` **b** "]; click step_1 call alert() ` +
  '%%{init}%% |x| {{y}} \\n;end\n---\u202e\u0000\ud800';

/** A step of the database as a diagram reads it. */
export function drawnStep(stepId: number, parentIds: readonly number[] = [], more: Partial<DrawnStep> = {}): DrawnStep {
  const nothing = { readyAt: null, claimedAt: null, lastAttemptedAt: null, processedAt: null, error: null };
  return { stepId, name: `step_${stepId}`, state: 'pending', attempts: 0, retryLimit: 3, ...nothing, parentIds, ...more };
}

/** A task of the database as a diagram reads it. */
export function drawnTask(steps: readonly DrawnStep[], more: Partial<DrawnTask> = {}): DrawnTask {
  const named = { taskId: DRAWN_TASK_ID, namespace: 'shop', name: 'process_order', version: '1.2.0' };
  return { ...named, state: 'in_progress', requestedAt: DRAWN_AT, finishedAt: null, pausedAt: null, steps, ...more };
}

/** What a picture of such a task may be drawn with. */
export interface DrawingOptions {
  readonly task?: Partial<DrawnTask>;
  readonly criticalPath?: readonly number[];
  readonly reasons?: readonly DrawnReason[];
  readonly linkBase?: string;
  readonly mask?: (text: string) => string;
}

/** The diagram of a task with these steps. */
export function diagramOf(steps: readonly DrawnStep[], options: DrawingOptions = {}): Diagram {
  const { task = {}, criticalPath = [], reasons = [], linkBase, mask = (text) => text } = options;
  const drawing = taskDrawing({
    task: drawnTask(steps, task),
    levels: taskLevels(steps),
    reasons: new Map(reasons.map((reason) => [reason.stepId, reason])),
    criticalPath,
    links: new DiagramLinks(linkBase ?? null),
    filter: { text: mask },
    now: DRAWN_AT,
  });
  return boundedDiagram(drawing, DRAWN_AT);
}
