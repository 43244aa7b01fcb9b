import { ApiStepHandler, type ApiStepExecution } from '../../libs/tasker/src/definitions/handlers/api.step-handler.js';
import type { ApiResponse } from '../../libs/tasker/src/definitions/handlers/api.response.js';
import { BaseStepHandler } from '../../libs/tasker/src/definitions/handlers/base.step-handler.js';
import type { StepExecution } from '../../libs/tasker/src/definitions/step-execution.js';
import { StepHandler } from '../../libs/tasker/src/definitions/step-handler.decorator.js';
import { TaskHandler } from '../../libs/tasker/src/definitions/task-handler.decorator.js';
import type { Equal, Expect } from './expectations.js';

interface OrderContext {
  amount: number;
}
interface Reservation {
  id: string;
  until: Date;
}

@StepHandler()
export class Reserve extends BaseStepHandler<OrderContext, Reservation> {
  process({ task }: StepExecution<OrderContext>) {
    return { id: String(task.context.amount), until: new Date(0) };
  }
  override processResults(_execution: StepExecution<OrderContext>, reservation: Reservation) {
    return { reservationId: reservation.id };
  }
}

/** The third parameter types what earlier steps left, by name; the class types it by class. */
@StepHandler('ship')
export class Ship extends BaseStepHandler<OrderContext, object, { reserve: typeof Reserve }> {
  async process({ sequence, task }: StepExecution<OrderContext, { reserve: typeof Reserve }>) {
    const _byName = sequence.results('reserve');
    type _ByName = Expect<Equal<typeof _byName, { id: string; until: string }>>;
    const _byClass = sequence.results(Reserve);
    type _ByClass = Expect<Equal<typeof _byClass, { id: string; until: string }>>;
    // @ts-expect-error no step of that name
    sequence.results('reserv');
    // @ts-expect-error misspelt property of a stored result
    void _byName.idd;
    // @ts-expect-error misspelt property of the context
    void task.context.amuont;
    for (const { name, results } of sequence.steps) void [name.length, results];
    // @ts-expect-error found or not
    void sequence.find('reserve').results;
    return { shipped: sequence.find('reserve')?.results };
  }
}

export class NoProcess extends BaseStepHandler<OrderContext> {
  // @ts-expect-error the work of a step is an object, not a text
  process() {
    return 'done';
  }
}

// @ts-expect-error process() is missing
export class Unfinished extends BaseStepHandler<OrderContext> {}

interface Account {
  id: number;
}

@StepHandler()
export class CreateAccount extends ApiStepHandler<OrderContext> {
  static override readonly configKeys = ['tenant'];

  override process({ http, task, step }: ApiStepExecution<OrderContext>) {
    // @ts-expect-error misspelt property of the context
    void task.context.amuont;
    return http.post<Account>('/accounts', { body: { amount: task.context.amount }, headers: { 'Idempotency-Key': step.idempotencyKey } });
  }
  override processResults(_execution: ApiStepExecution<OrderContext>, response: ApiResponse<Account>) {
    type _Body = Expect<Equal<typeof response.body, Account>>;
    return { accountId: response.body.id, status: response.status };
  }
  protected override outcomeOf(response: ApiResponse) {
    return response.status === 409 ? ('success' as const) : undefined;
  }
}

/** Nothing to write: its settings describe the request. */
@StepHandler()
export class Ping extends ApiStepHandler {}

export class WrongOutcome extends ApiStepHandler {
  // @ts-expect-error no such outcome
  protected override outcomeOf() {
    return 'maybe' as const;
  }
}

@TaskHandler({
  name: 'order',
  steps: [
    { name: 'reserve', handler: Reserve },
    { name: 'ship', handler: Ship, dependsOn: 'reserve' },
    { name: 'create_account', handler: CreateAccount, handlerConfig: { url: 'https://api.example.com', tenant: 'a' } },
    { name: 'ping', handler: Ping, dependsOn: ['create_account'] },
  ],
})
export class Order {}
