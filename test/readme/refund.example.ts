// #region refund
import { ApiStepHandler, PermanentError, StepHandler, TaskHandler, type ApiStepExecution, type StepExecution } from 'nestjs-tasker';

interface Refund {
  chargeId: string;
  reason: string;
}

@StepHandler()
export class CheckPolicy implements StepHandler<Refund> {
  process({ task, logger }: StepExecution<Refund>) {
    if (task.context.reason === 'fraud') throw new PermanentError('needs a person', { errorCode: 'FRAUD' });
    logger.log('refund allowed', { charge: task.context.chargeId }); // task, step and attempt are in the record
    return { allowed: true };
  }
}

@StepHandler()
export class PayBack extends ApiStepHandler<Refund> {
  override process({ http, task, step }: ApiStepExecution<Refund>) {
    return http.post(`/charges/${task.context.chargeId}/refunds`, { headers: { 'Idempotency-Key': step.idempotencyKey } });
  }
}

@TaskHandler({ yaml: new URL('./definitions/refund.yaml', import.meta.url) })
export class RefundOrder {}
// #endregion
