import { StepHandler, TaskHandler } from 'nestjs-tasker';

/** One step; its tasks can be found by one value of their context. */
@TaskHandler({ name: 'bench_searchable', searchable: ['reference'] })
export class SearchableWorkflow {
  @StepHandler() only() {
    return {};
  }
}
