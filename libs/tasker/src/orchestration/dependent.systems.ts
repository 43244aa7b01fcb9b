import { Injectable } from '@nestjs/common';
import { DependentSystemStore } from '../database/dependent-system.store.js';
import { nameProblem } from '../definitions/value.rules.js';
import { InvalidRequestError, type FieldIssue } from '../model/errors.js';

const LONGEST_ID = 128;

/** What a thing of one system is in another one. */
export interface SystemLink {
  readonly linkId: string;
  readonly system: string;
  readonly id: string;
}

/**
 * The same thing under its ids in several external systems.
 *
 * @example
 * await systems.link('shop', 'order-17', 'billing', 'inv-4711');
 * await systems.find('billing', 'inv-4711'); // [{ system: 'shop', id: 'order-17', linkId }]
 */
@Injectable()
export class DependentSystems {
  constructor(private readonly store: DependentSystemStore) {}

  /**
   * Finds or creates the link, whichever side is named first; systems come into being with their first link.
   *
   * @throws InvalidRequestError when a name or an id cannot be stored, or both sides are the same thing
   */
  // Four texts, two for each side: the signature is the specification's.
  // eslint-disable-next-line no-restricted-syntax
  async link(systemA: string, idA: string, systemB: string, idB: string): Promise<{ linkId: string; created: boolean }> {
    const issues = [...sideIssues('A', systemA, idA), ...sideIssues('B', systemB, idB)];
    if (issues.length === 0 && systemA === systemB && idA === idB) issues.push({ path: 'idB', message: 'is the thing itself' });
    if (issues.length > 0) throw new InvalidRequestError(issues);
    const { id, created } = await this.store.link({ system: systemA, id: idA }, { system: systemB, id: idB });
    return { linkId: id, created };
  }

  /** Everything that a thing is linked with, in the order of linking. */
  async find(system: string, id: string): Promise<SystemLink[]> {
    const issues = sideIssues('', system, id);
    if (issues.length > 0) throw new InvalidRequestError(issues);
    const rows = await this.store.links({ system, id });
    return rows.map((row) => ({ linkId: row.id, system: row.other_system, id: row.other_id }));
  }
}

function sideIssues(side: string, system: unknown, id: unknown): FieldIssue[] {
  const wrongSystem = nameProblem(system);
  const wrongId = idProblem(id);
  return [
    ...(wrongSystem === undefined ? [] : [{ path: `system${side}`, message: wrongSystem }]),
    ...(wrongId === undefined ? [] : [{ path: `id${side}`, message: wrongId }]),
  ];
}

function idProblem(id: unknown): string | undefined {
  if (typeof id !== 'string' || id === '') return 'must be a text that is not empty';
  if (/\0|\p{Cs}/u.test(id)) return 'must not contain NUL characters or lone surrogates';
  return [...id].length <= LONGEST_ID ? undefined : `must have at most ${LONGEST_ID} characters`;
}
