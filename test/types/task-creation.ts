import type { Type } from '@nestjs/common';
import type { StepExecution } from '../../libs/tasker/src/definitions/step-execution.js';
import type { CamelCase, ContextOf, SnakeCase, Stored, TaskResults } from '../../libs/tasker/src/definitions/step-types.js';
import type { Equal, Expect } from './expectations.js';
import { Fulfil } from './listed-steps.js';
import { ProcessOrder, type OrderContext } from './method-steps.js';

/** The shape of `Orchestrator.createTask` with a class. */
declare function createTask<H extends object>(
  handler: Type<H>,
  request: { context: ContextOf<H> },
): Promise<{ context: ContextOf<H>; results: Partial<TaskResults<H>> }>;

export async function typedByTheClass() {
  const task = await createTask(ProcessOrder, { context: { orderId: 'o1', amount: 1 } });
  const _chargeId = task.results.charge_payment?.chargeId;
  type _ChargeId = Expect<Equal<typeof _chargeId, string | undefined>>;
  type _Validated = Expect<Equal<typeof task.results.validate_order, { total: number; at: string } | undefined>>;
  // @ts-expect-error no such step
  void task.results.charge_paymnt;
  // @ts-expect-error a helper that takes no execution is no step
  void task.results.helper;
  // @ts-expect-error the amount is missing
  await createTask(ProcessOrder, { context: { orderId: 'o1' } });
  // @ts-expect-error the amount is a number
  await createTask(ProcessOrder, { context: { orderId: 'o1', amount: '1' } });
  // @ts-expect-error unknown key of the context
  await createTask(ProcessOrder, { context: { orderId: 'o1', amount: 1, extra: true } });
  // @ts-expect-error an instance is not the class
  await createTask(new Fulfil(), { context: {} });
}

export async function untypedWithoutStepMethods() {
  const task = await createTask(Fulfil, { context: { anything: [1, 'two'] } });
  type _Context = Expect<Equal<typeof task.context, Record<string, unknown>>>;
  const parcels: unknown = task.results.ship.parcels;
  return parcels;
}

class NoParameters {
  first() {
    return { one: 1 };
  }
  second({ task }: StepExecution<{ id: string }, NoParameters>) {
    return { id: task.context.id };
  }
}
class Unparameterised {
  first(_execution: StepExecution) {
    return {};
  }
}
type _StepWithoutParameter = Expect<Equal<TaskResults<NoParameters>, { first: { one: number }; second: { id: string } }>>;
type _Context = Expect<Equal<ContextOf<NoParameters>, { id: string }>>;
type _OrderContext = Expect<Equal<ContextOf<ProcessOrder>, OrderContext>>;
type _AnyContext = Expect<Equal<ContextOf<Unparameterised>, any>>;

type _Snake = Expect<
  Equal<[SnakeCase<'chargePayment'>, SnakeCase<'sendSMS'>, SnakeCase<'step1'>], ['charge_payment', 'send_s_m_s', 'step1']>
>;
type _Camel = Expect<
  Equal<[CamelCase<'charge_payment'>, CamelCase<'send_s_m_s'>, CamelCase<'step1'>], ['chargePayment', 'sendSMS', 'step1']>
>;

type _Date = Expect<Equal<Stored<Date>, string>>;
type _Nested = Expect<Equal<Stored<{ list: { at: Date }[]; pair: [Date, number] }>, { list: { at: string }[]; pair: [string, number] }>>;
type _Optional = Expect<Equal<Stored<{ at?: Date; name: string | null }>, { at?: string | undefined; name: string | null }>>;
type _Gone = Expect<Equal<Stored<{ a: 1; b: undefined; c: () => void; d: symbol; e: bigint }>, { a: 1 }>>;
type _Map = Expect<Equal<Stored<{ map: Map<string, number> }>, { map: Record<string, never> }>>;
type _Unknown = Expect<Equal<[Stored<unknown>, Stored<any>], [unknown, any]>>;
interface Tree {
  value: Date;
  children: Tree[];
}
type _Recursive = Expect<Equal<Stored<Tree>['children'][number]['children'][number]['value'], string>>;
