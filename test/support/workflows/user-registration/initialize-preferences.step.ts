import { StepHandler, type ApiOutcome, type ApiResponse, type ApiStepExecution } from 'nestjs-tasker';
import { CreateUserAccount } from './create-user-account.step.js';
import { PLANS, type Registration } from './registration.context.js';
import { RegistrationStep } from './registration.step.js';

/** What a user starts with. */
export interface Preferences {
  readonly features: readonly string[];
  readonly newsletter: boolean;
}

/** Turns on what the plan offers. */
@StepHandler()
export class InitializePreferences extends RegistrationStep<Preferences> {
  protected readonly service = 'preference_service';

  protected async call({ http, task, sequence }: ApiStepExecution<Registration>): Promise<Preferences> {
    const preferences = { features: PLANS[task.context.plan].features, newsletter: task.context.marketing_consent };
    http.check(await http.post('', { body: { user_id: sequence.results(CreateUserAccount).user_id, ...preferences } }));
    return preferences;
  }

  protected override outcomeOf(response: ApiResponse<{ readonly reason?: string } | null>): ApiOutcome | undefined {
    if (response.status === 409 && response.body?.reason === 'initialized') return 'success';
    return super.outcomeOf(response);
  }
}
