// #region hooks
import { StepHandler, TaskHandler, type NewTask, type RestedSequence, type RestedTaskView, type StepExecution } from 'nestjs-tasker';
import type { StepList, TaskHandlerHooks } from 'nestjs-tasker';

interface Import {
  files: string[];
}

@TaskHandler({ namespace: 'etl', name: 'import_files', customEvents: [{ name: 'import.finished' }] })
export class ImportFiles implements TaskHandlerHooks<Import> {
  establishStepDependenciesAndDefaults({ context }: NewTask<Import>, steps: StepList) {
    steps.remove('load_file'); // only the pattern for the ones below
    const names = context.files.map((file, place) => steps.add({ name: `load_file_${place}`, like: 'load_file', inputs: { file } }).name);
    steps.find('summarise')!.dependsOn = names;
  }

  @StepHandler({ queue: 'default', backoff: { type: 'linear', base: '5s', max: '1m' } })
  loadFile({ step }: StepExecution<Import>) {
    const { file } = step.inputs as { file: string };
    return { file, rows: file.length };
  }

  @StepHandler({ dependsOn: 'load_file', skippable: true })
  summarise({ sequence, publish }: StepExecution<Import>) {
    const rows = sequence.steps.reduce((sum, { results }) => sum + (results as { rows: number }).rows, 0);
    publish('import.finished', { rows }); // leaves when this result is committed
    return { rows };
  }

  updateAnnotations({ state }: RestedTaskView<Import>, sequence: RestedSequence) {
    return [{ type: 'import', annotation: { state, files: sequence.steps.length - 1 } }];
  }
}
// #endregion
