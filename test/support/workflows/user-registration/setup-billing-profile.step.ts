import { PermanentError, StepHandler, type ApiStepExecution } from 'nestjs-tasker';
import { CreateUserAccount } from './create-user-account.step.js';
import type { Registration } from './registration.context.js';
import { RegistrationStep } from './registration.step.js';

/** How a user is billed. */
export interface BillingProfile {
  readonly billing_id: string;
  readonly plan: string;
}

/** Opens the billing of a plan that costs something. A conflict is a success by the file: the answer holds the profile that exists. */
@StepHandler()
export class SetupBillingProfile extends RegistrationStep<BillingProfile> {
  protected readonly service = 'billing_service';

  protected async call({ http, task, sequence }: ApiStepExecution<Registration>): Promise<BillingProfile> {
    const { plan } = task.context;
    const { user_id: userId } = sequence.results(CreateUserAccount);
    const { body: profile } = http.check(await http.post<BillingProfile>('', { body: { user_id: userId, plan } }));
    if (profile.plan === plan) return { billing_id: profile.billing_id, plan };
    throw new PermanentError(`User ${userId} is billed for the plan ${profile.plan}`, { errorCode: 'BILLING_CONFLICT' });
  }
}
