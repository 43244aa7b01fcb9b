import { PermanentError, StepHandler, type ApiStepExecution } from 'nestjs-tasker';
import type { Registration } from './registration.context.js';
import { RegistrationStep } from './registration.step.js';

/** A user as the user service knows it. */
export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly plan: string;
}

/** What the registration goes on with. */
export interface Account {
  readonly user_id: string;
  /** False: the account was there before, with the same data. */
  readonly created: boolean;
}

/** Creates the account. One that exists will do when it is the same person's: an earlier attempt may have made it. */
@StepHandler()
export class CreateUserAccount extends RegistrationStep<Account> {
  protected readonly service = 'user_service';

  protected async call({ http, task, step }: ApiStepExecution<Registration>): Promise<Account> {
    const { email, name, plan } = task.context;
    const answer = await http.post<User>('', { body: { email, name, plan }, headers: { 'Idempotency-Key': step.idempotencyKey } });
    if (answer.status !== 409) return { user_id: http.check(answer).body.id, created: true };
    const { body: users } = http.check(await http.get<User[]>('', { query: { email } }));
    const same = users.find((user) => user.email === email && user.name === name && user.plan === plan);
    if (same !== undefined) return { user_id: same.id, created: false };
    throw new PermanentError(`Another user has registered as ${email}`, { errorCode: 'USER_CONFLICT' });
  }
}
