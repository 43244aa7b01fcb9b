import { Logger } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { processIdOf, SessionPins } from './session.pins.js';

/** A connection that was told one process at its start and is served by another one. */
class FakeClient {
  readonly queries: [text: string, values: readonly unknown[] | undefined][] = [];

  constructor(
    readonly processID: number | null,
    private readonly served: number,
  ) {}

  query(text: string, values?: readonly unknown[]): Promise<{ rowCount: number }> {
    this.queries.push([text, values]);
    return Promise.resolve({ rowCount: values === undefined || values[0] === this.served ? 1 : 0 });
  }
}

const client = (told: number | null, served: number) => new FakeClient(told, served) as FakeClient & ClientBase;

describe('what sessions are pinned', () => {
  afterEach(() => void vi.restoreAllMocks());

  it('none that are shared: nothing is sent at all', async () => {
    const connection = client(7, 7);
    await new SessionPins('shared').pin(connection);
    expect(connection.queries).toEqual([]);
  });

  it('all where each connection has one, whatever process it was told', async () => {
    const connection = client(7, 8);
    await new SessionPins('own').pin(connection);
    expect(connection.queries).toEqual([
      [expect.stringMatching(/^select set_config\('default_transaction_isolation'.*false\)$/s), undefined],
    ]);
  });

  it.each(['unknown', 'direct'] as const)('while they are %s, those of the process that the connection was told', async (owner) => {
    const connection = client(7, 7);
    await new SessionPins(owner).pin(connection);
    expect(connection.queries).toEqual([[expect.stringMatching(/where pg_catalog\.pg_backend_pid\(\) = \$1$/), [7]]]);
  });

  it('a pooler that turns up later is told of once', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const pins = new SessionPins('unknown');
    await pins.pin(client(7, 8));
    expect(warn).not.toHaveBeenCalled();
    pins.settle('direct');
    for (const served of [7, 8, 9]) await pins.pin(client(7, served));
    expect(warn.mock.calls).toEqual([[expect.stringContaining("database.pooler: 'transaction'")]]);
  });

  it('a connection that was told no process is told from all', () => {
    expect([client(null, 8), {} as ClientBase].map(processIdOf)).toEqual([-1, -1]);
  });
});
