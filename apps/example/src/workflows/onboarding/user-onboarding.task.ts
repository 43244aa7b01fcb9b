import { PermanentError, TaskHandler, type StepExecution } from 'nestjs-tasker';
import { workflowCall } from '../workflow.call.js';
import { CustomerDirectory, type Person, type TakenField } from './customer.directory.js';

/** The context of `user_onboarding`, as the schema of its file describes it. */
export interface Registration {
  readonly email: string;
  readonly username: string;
  readonly firstName?: string;
  readonly lastName?: string;
}

/** Makes a user of a registration. The steps are declared in the file beside this one, and are methods here. */
@TaskHandler({ yaml: new URL('./user_onboarding.yaml', import.meta.url) })
export class UserOnboarding {
  constructor(private readonly directory: CustomerDirectory) {}

  validateRegistrationData({ task }: StepExecution<Registration>): Person {
    const { email, username, firstName, lastName } = task.context;
    const names = [firstName, lastName].map((name) => name?.trim()).filter((name) => name !== undefined && name !== '');
    return { email: email.toLowerCase(), username, displayName: names.length === 0 ? username : names.join(' ') };
  }

  async checkDuplicateUser(execution: StepExecution<Registration, UserOnboarding>) {
    const person = execution.sequence.results('validate_registration_data');
    const taken = await this.directory.taken(person, workflowCall(person.username, execution));
    if (taken.length > 0) throw duplicateUser(taken);
    return { isFree: true };
  }

  /** Asks again by adding: somebody else may have registered since the check. */
  async createUser(execution: StepExecution<Registration, UserOnboarding>) {
    const person = execution.sequence.results('validate_registration_data');
    const added = await this.directory.add(person, workflowCall(person.username, execution));
    if ('taken' in added) throw duplicateUser(added.taken);
    return added;
  }
}

function duplicateUser(taken: readonly TakenField[]): PermanentError {
  return new PermanentError(`There is a user with this ${taken.join(' and ')}`, { errorCode: 'DUPLICATE_USER', context: { taken } });
}
