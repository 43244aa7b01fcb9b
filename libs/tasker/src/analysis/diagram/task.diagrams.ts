import { Injectable } from '@nestjs/common';
import type { RegisteredTask } from '../../definitions/task-definition.js';
import { ParameterFilter } from '../../events/parameter.filter.js';
import { GraphAnalysis } from '../graph.analysis.js';
import { boundedDiagram, isCondensed } from './diagram.bounds.js';
import { definitionDifference, type DefinitionDifference } from './definition.difference.js';
import type { Diagram } from './diagram.js';
import { DiagramLinks } from './diagram.links.js';
import { DiagramSettings } from './diagram.settings.js';
import { DiagramSource, type DrawnTask } from './diagram.source.js';
import { differenceDrawing } from './difference.drawing.js';
import { taskDrawing } from './task.drawing.js';
import { taskLevels } from './task.levels.js';
import { templateDrawing } from './template.drawing.js';

/**
 * Pictures of tasks and definitions. Of more than 200 steps or 500 arrows, levels are drawn in groups.
 *
 * @example
 * const diagram = await diagrams.ofTask(taskId);
 * await writeFile('task.svg', diagramSvg(diagram)); // or diagramHtml, diagramMermaid
 */
@Injectable()
export class TaskDiagrams {
  private readonly links: DiagramLinks;

  constructor(
    private readonly source: DiagramSource,
    private readonly analysis: GraphAnalysis,
    private readonly filter: ParameterFilter,
    settings: DiagramSettings,
  ) {
    this.links = new DiagramLinks(settings.linkBase);
  }

  /**
   * A task as it stands: its steps with states, attempts, durations, what each waits for, and errors shortened; the critical path is
   * marked. Errors and reasons are without what `telemetry.filterParameters` hides. Of a task that is drawn by groups nothing is marked.
   *
   * @throws InvalidRequestError when the id is no UUID
   * @throws NotFoundError for an unknown id
   */
  async ofTask(taskId: string): Promise<Diagram> {
    return this.of(await this.source.task(taskId));
  }

  /**
   * What a definition declares. Its longest way is marked as the critical path.
   *
   * @example diagrams.ofDefinition(handlerFactory.get('process_order', { namespace: 'shop' }))
   */
  ofDefinition(task: RegisteredTask): Diagram {
    const { definition } = task;
    const { levels } = this.analysis.analyzeTemplate(task);
    return boundedDiagram(templateDrawing({ definition, levels, links: this.links }), new Date());
  }

  /** What one version of a definition declares otherwise than another. Values of sensitive keys of settings are masked. */
  difference(from: RegisteredTask, to: RegisteredTask): DefinitionDifference {
    return definitionDifference(from.definition, to.definition, this.filter);
  }

  /** Both versions in one picture: what was added, removed and changed. */
  ofDifference(from: RegisteredTask, to: RegisteredTask): Diagram {
    return boundedDiagram(differenceDrawing(this.difference(from, to)), new Date());
  }

  private async of(task: DrawnTask): Promise<Diagram> {
    const { taskId, steps } = task;
    const arrows = steps.reduce((sum, { parentIds }) => sum + Math.max(1, parentIds.length), 0);
    const looked = isCondensed({ steps: steps.length, arrows })
      ? { reasons: [], criticalPath: [] }
      : { reasons: await this.source.reasons(taskId), criticalPath: await this.criticalPath(taskId) };
    // The context may be large: it is looked at where something is told that may repeat it.
    const tells = looked.reasons.length > 0 || steps.some(({ error }) => error !== null);
    const context = tells ? await this.source.context(taskId) : {};
    const now = new Date();
    const drawing = taskDrawing({
      task,
      levels: taskLevels(steps),
      reasons: new Map(looked.reasons.map((reason) => [reason.stepId, reason])),
      criticalPath: looked.criticalPath,
      links: this.links,
      filter: this.filter.textFilter(context),
      now,
    });
    return boundedDiagram(drawing, now);
  }

  private async criticalPath(taskId: string): Promise<readonly number[]> {
    const { criticalPaths } = await this.analysis.analyzeTask(taskId);
    return criticalPaths.paths[0]?.path ?? [];
  }
}
