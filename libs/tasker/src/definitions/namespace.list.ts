import { ConfigurationError } from '../model/errors.js';
import { descriptionProblem, nameProblem } from './value.rules.js';

/** The namespace of definitions and requests that name none. */
export const DEFAULT_NAMESPACE = 'default';

/** A namespace and what it is for. */
export interface NamespaceRecord {
  readonly name: string;
  readonly description: string | undefined;
}

/** A namespace with its size. */
export interface NamespaceDetails extends NamespaceRecord {
  /** Tasks, each counted once whatever its versions. */
  readonly handlers: number;
}

/** The namespaces that were created, and those that came with their first task; `default` is always there. */
export class NamespaceList {
  private readonly descriptions = new Map<string, string | undefined>([[DEFAULT_NAMESPACE, undefined]]);

  put({ name, description }: NamespaceRecord): void {
    this.descriptions.set(name, description ?? this.descriptions.get(name));
  }

  /** Sorted by name. */
  all(): NamespaceRecord[] {
    return [...this.descriptions].sort(([left], [right]) => (left < right ? -1 : 1)).map(([name, description]) => ({ name, description }));
  }
}

/** @throws ConfigurationError naming what cannot be used */
export function checkNamespace({ name, description }: NamespaceRecord): void {
  const wrongName = nameProblem(name);
  if (wrongName !== undefined) throw new ConfigurationError(`createNamespace: 'name' ${wrongName}`);
  const wrongDescription = description === undefined ? undefined : descriptionProblem(description);
  if (wrongDescription !== undefined) throw new ConfigurationError(`createNamespace('${name}'): 'description' ${wrongDescription}`);
}
