import { Injectable } from '@nestjs/common';
import {
  StepHandler,
  TaskHandler,
  type AdmissionRefusal,
  type AdmissionRequest,
  type LimitView,
  type Orchestrator,
  type StepAdmission,
  type StepExecution,
  type TaskerOptions,
} from 'nestjs-tasker';
import { Bank } from './bank.service.js';

// #region limit_options
export const limits: Pick<TaskerOptions, 'queues' | 'dependentSystems' | 'priority'> = {
  queues: {
    payments: { concurrency: 10, rate: { limit: 100, per: '1s', burst: 20 } },
    imports: false, // takes away what was declared before
  },
  dependentSystems: { bank: { concurrency: 4 } },
  priority: { maxWait: '60s' },
};
// #endregion

// #region limit_key
@TaskHandler({ namespace: 'shop', name: 'pay_out', concurrencyKey: 'customer.id', concurrencyLimit: 2 })
export class PayOut {
  constructor(private readonly bank: Bank) {}

  @StepHandler({ concurrencyKey: 'account', concurrencyLimit: 1, dependentSystem: 'bank' })
  transfer({ task }: StepExecution) {
    return this.bank.transfer(task.context.account);
  }
}
// #endregion

// #region limit_list
export async function busy(orchestrator: Orchestrator): Promise<LimitView[]> {
  return (await orchestrator.limits()).filter(({ waiting }) => waiting > 0);
}
// #endregion

// #region admission
@Injectable()
export class BankingHours implements StepAdmission {
  constructor(private readonly bank: Bank) {}

  admit({ step }: AdmissionRequest): true | AdmissionRefusal {
    return this.bank.isOpen() || { delay: '10m', reason: `the bank is closed: ${step.name} waits` };
  }
}
// #endregion
