import type { OrderContext } from '../fulfilment/order.context.js';
import { DemoError } from './demo.error.js';

/** What the demo reads of a step. */
export interface RemoteStep {
  readonly name: string;
  readonly status: string;
  readonly attempts: number;
  readonly ready_at: string | null;
  readonly error: { readonly message: string; readonly error_code: string | null } | null;
}

/** What the demo reads of a task. */
export interface RemoteTask {
  readonly task_id: string;
  readonly status: string;
  readonly workflow_steps: readonly RemoteStep[];
}

/** The application does not answer, or only that it cannot. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** Speaks to the REST routes of the example application. */
export class TaskerClient {
  constructor(
    private readonly url: string,
    private readonly token?: string,
  ) {}

  /** Throws UnreachableError when the application does not answer, DemoError when something else does. */
  async greet(): Promise<void> {
    const body = await this.request('/tasker/tasks?limit=1');
    if (!Array.isArray(body.tasks)) throw new DemoError(`what answers at ${this.url} is not the example application`);
  }

  async create(order: OrderContext): Promise<RemoteTask> {
    const body = {
      namespace: 'fulfilment',
      name: 'process_order',
      version: '1.0.0',
      context: order,
      initiator: order.customer.email,
      source_system: 'shop',
      reason: `order ${order.orderId}`,
    };
    const headers = { 'content-type': 'application/json' };
    return (await this.request('/tasker/tasks', { method: 'POST', headers, body: JSON.stringify(body) })).task as RemoteTask;
  }

  async show(taskId: string): Promise<RemoteTask> {
    return (await this.request(`/tasker/tasks/${taskId}`)).task as RemoteTask;
  }

  /** Why a task is where it is, in a sentence. */
  async explain(taskId: string): Promise<string> {
    const { explanation } = await this.request(`/tasker/tasks/${taskId}/explain`);
    return (explanation as { message: string }).message;
  }

  private async request(path: string, init: RequestInit = {}): Promise<Record<string, unknown>> {
    const headers = { ...init.headers, ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }) };
    const response = await fetch(`${this.url}${path}`, { ...init, headers, signal: AbortSignal.timeout(10_000) }).catch((error: Error) => {
      throw new UnreachableError(reasonOf(error));
    });
    const body = await readJson(response);
    if (response.ok && body !== undefined) return body;
    if (response.status >= 500) throw new UnreachableError(`status ${response.status}`);
    throw new DemoError(`${init.method ?? 'GET'} ${this.url}${path} was answered with ${response.status}: ${messageOf(body)}`);
  }
}

async function readJson(response: Response): Promise<Record<string, unknown> | undefined> {
  try {
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : undefined;
  } catch (error) {
    // A body that breaks off is a lost connection; a body that is whole but no JSON is another server's.
    if (error instanceof SyntaxError) return undefined;
    throw new UnreachableError(reasonOf(error as Error));
  }
}

/** fetch says "fetch failed" and keeps the reason as the cause. */
function reasonOf(error: Error): string {
  const cause = error.cause as NodeJS.ErrnoException | undefined;
  return cause?.code ?? cause?.message ?? error.message;
}

function messageOf(body: Record<string, unknown> | undefined): string {
  return typeof body?.message === 'string' ? body.message : 'a body that is no JSON object';
}
