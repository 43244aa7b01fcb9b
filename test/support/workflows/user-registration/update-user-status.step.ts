import { StepHandler, type ApiStepExecution } from 'nestjs-tasker';
import { CreateUserAccount } from './create-user-account.step.js';
import type { Registration } from './registration.context.js';
import { RegistrationStep } from './registration.step.js';

/** The account as it is in the end. */
export interface UserStatus {
  readonly user_id: string;
  readonly status: string;
}

/** Opens the account to its user. */
@StepHandler()
export class UpdateUserStatus extends RegistrationStep<UserStatus> {
  protected readonly service = 'user_service';

  protected async call({ http, sequence }: ApiStepExecution<Registration>): Promise<UserStatus> {
    const { user_id: userId } = sequence.results(CreateUserAccount);
    const { body } = http.check(await http.patch<{ status: string }>(`/${userId}`, { body: { status: 'active' } }));
    return { user_id: userId, status: body.status };
  }
}
