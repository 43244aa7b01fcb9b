import { Injectable } from '@nestjs/common';
import type { DefinitionDifference } from '../../analysis/diagram/definition.difference.js';
import type { Diagram } from '../../analysis/diagram/diagram.js';
import { TaskDiagrams } from '../../analysis/diagram/task.diagrams.js';
import type { Access } from '../../auth/access.js';
import { InvalidRequestError } from '../../model/errors.js';
import { AccessScope } from './access.scope.js';
import { HandlerCalls, type HandlerReference } from './handler.calls.js';

/** Names two versions of a definition: each a version, a range or `latest`. */
export interface DifferenceReference {
  readonly namespace: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** Pictures on behalf of a caller: what REST and GraphQL have in common. */
@Injectable()
export class DiagramCalls {
  constructor(
    private readonly diagrams: TaskDiagrams,
    private readonly handlers: HandlerCalls,
    private readonly scope: AccessScope,
  ) {}

  /** @throws NotFoundError */
  async ofTask(caller: Access, taskId: string): Promise<Diagram> {
    await this.scope.task(caller, taskId);
    return this.diagrams.ofTask(taskId);
  }

  /** @throws as `HandlerCalls.find` */
  ofHandler(caller: Access, reference: HandlerReference): Diagram {
    return this.diagrams.ofDefinition(this.handlers.find(caller, reference));
  }

  /** @throws as `HandlerCalls.find` */
  difference(caller: Access, reference: DifferenceReference): DefinitionDifference {
    const [from, to] = this.versions(caller, reference);
    return this.diagrams.difference(from, to);
  }

  /** Both versions in one picture. @throws as `HandlerCalls.find` */
  ofDifference(caller: Access, reference: DifferenceReference): Diagram {
    const [from, to] = this.versions(caller, reference);
    return this.diagrams.ofDifference(from, to);
  }

  /** A refusal names the version that it is about. */
  private versions(caller: Access, { namespace, name, from, to }: DifferenceReference) {
    const find = (place: 'from' | 'to', version: string) =>
      underName(place, () => this.handlers.find(caller, { namespace, name, version }));
    return [find('from', from), find('to', to)] as const;
  }
}

function underName<T>(path: string, find: () => T): T {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) throw error;
    throw new InvalidRequestError(error.issues.map(({ message }) => ({ path, message })));
  }
}
