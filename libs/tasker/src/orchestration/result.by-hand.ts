import { Injectable } from '@nestjs/common';
import { OperationStore, type StepContract, type StepReference } from '../database/operation.store.js';
import type { ContentCheck } from '../definitions/content.check.js';
import { jsonSchemaCheck } from '../definitions/json-schema.check.js';
import { InvalidRequestError } from '../model/errors.js';
import { DefinitionIndex } from './definition.index.js';
import { EngineSettings } from './engine.settings.js';
import { onHeldTask } from './held.task.js';
import { checkJson, resultJson, type StoredJson } from './stored.json.js';

/** Checks a result that a person gives as that of the step's handler is: its form, its size and what the step declares about it. */
@Injectable()
export class ResultByHand {
  constructor(
    private readonly store: OperationStore,
    private readonly definitions: DefinitionIndex,
    private readonly settings: EngineSettings,
  ) {}

  /**
   * JSON of the result, defaults of its declaration applied; null for an unknown task or step. A process without the code of the
   * definition goes by the JSON Schema in the stored snapshot; a declared class is known to processes with the code only.
   *
   * @throws InvalidRequestError whose paths begin with `results`
   */
  async checked(taskId: string, step: StepReference, results: unknown): Promise<string | null> {
    const { resultBytes } = this.settings.limits;
    const json = storable(resultJson(results, resultBytes));
    await this.definitions.open();
    const contract = await onHeldTask(taskId, () => this.store.contract(taskId, step));
    if (contract === null) return null;
    const check = this.checkOf(contract);
    if (check === undefined) return json;
    const { value, issues } = await check(JSON.parse(json));
    if (issues.length === 0) return storable(checkJson(JSON.stringify(value), resultBytes));
    throw new InvalidRequestError(issues.map(({ path, message }) => ({ path: path === '' ? 'results' : `results.${path}`, message })));
  }

  private checkOf({ namedTaskId, declaredStep, resultSchema }: StepContract): ContentCheck | undefined {
    const indexed = this.definitions.byNamedTask(namedTaskId);
    if (indexed !== undefined) return indexed.task.resultChecks.get(declaredStep);
    return resultSchema === null ? undefined : jsonSchemaCheck(resultSchema, `the result of step '${declaredStep}'`);
  }
}

function storable(stored: StoredJson): string {
  if ('json' in stored) return stored.json;
  throw new InvalidRequestError([{ path: 'results', message: stored.problem.message }]);
}
