// #region diagrams
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { diagramHtml, diagramMermaid, diagramSvg, HandlerFactory, TaskDiagrams } from 'nestjs-tasker';

@Injectable()
export class Pictures {
  constructor(
    private readonly diagrams: TaskDiagrams,
    private readonly handlers: HandlerFactory,
  ) {}

  async write(taskId: string, directory: string) {
    const diagram = await this.diagrams.ofTask(taskId);
    await writeFile(join(directory, 'task.svg'), diagramSvg(diagram)); // needs nothing else: no script, no font, no other file
    await writeFile(join(directory, 'task.html'), diagramHtml(diagram)); // the picture, and its content as a table
    await writeFile(join(directory, 'task.mmd'), diagramMermaid(diagram));
  }

  /** Such as `[{ name: 'charge_payment', changes: [{ field: 'retryLimit', from: 5, to: 8 }] }]`. */
  changes(from: string, to: string) {
    const [before, after] = [from, to].map((version) => this.handlers.get('process_order', { namespace: 'shop', version }));
    return this.diagrams.difference(before!, after!).steps.changed;
  }
}
// #endregion
