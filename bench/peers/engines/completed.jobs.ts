import pg from 'pg';

type Query = (config: Statement, ...more: unknown[]) => Promise<unknown>;

interface Statement {
  readonly name?: string;
  readonly values?: readonly unknown[];
}

/** Knows when the answer has come that removes the job of a workflow's last step: graphile-worker tells of its success before, and of nothing after. */
export class CompletedJobs {
  private last: string | null = null;
  private complete: (() => void) | null = null;

  /** Resolves when the job is removed that `succeeded` names from now on. */
  next(): Promise<void> {
    this.last = null;
    return new Promise((resolve) => (this.complete = resolve));
  }

  /** The job of a last step has succeeded; its removal has not been sent yet. */
  succeeded(id: string): void {
    this.last = id;
  }

  /** A pool whose connections tell which jobs they have removed. */
  pool(options: pg.PoolConfig): pg.Pool {
    const observe = (client: pg.Client) => this.observe(client);
    class ObservedClient extends pg.Client {
      constructor(config?: pg.ClientConfig) {
        super(config);
        observe(this);
      }
    }
    return new pg.Pool({ ...options, Client: ObservedClient });
  }

  private observe(client: pg.Client): void {
    const query = client.query.bind(client) as Query;
    const observed: Query = (statement, ...more) => {
      const answer = query(statement, ...more);
      if (statement.name?.startsWith('complete_job')) void answer.then(() => this.removed(statement.values!.flat())).catch(() => undefined);
      return answer;
    };
    client.query = observed as typeof client.query;
  }

  private removed(ids: readonly unknown[]): void {
    if (this.last !== null && ids.includes(this.last)) this.complete?.();
  }
}
