import { TaskHandler, type NewTask, type RestedSequence, type RestedTaskView, type StepList, type TaskAnnotation } from 'nestjs-tasker';
import type { TaskHandlerHooks } from 'nestjs-tasker';
import { ACCOUNT_TEAM, PLANS, type Messages, type Registration } from './registration.context.js';
import type { ServiceTiming } from './registration.step.js';

/** The steps stand in the file; this class fits them to the plan, and notes in the end how long each service took. */
@TaskHandler({ yaml: new URL('./user_registration.yaml', import.meta.url) })
export class UserRegistration implements TaskHandlerHooks<Registration> {
  establishStepDependenciesAndDefaults({ context: { email, plan } }: NewTask<Registration>, steps: StepList): void {
    const welcome: Messages = { recipient: email, messages: PLANS[plan].messages };
    steps.find('send_welcome_sequence')!.inputs = welcome;
    // Nobody is billed for what is free.
    if (plan === 'free') steps.remove('setup_billing_profile');
    if (plan === 'enterprise') announceToTeam(steps);
  }

  updateAnnotations({ state }: RestedTaskView<Registration>, { steps }: RestedSequence): readonly TaskAnnotation[] {
    return steps.flatMap(({ name, attempts, results }) => {
      const { service, service_ms: milliseconds } = (results ?? {}) as Partial<ServiceTiming>;
      if (service === undefined) return [];
      return [{ type: 'service_timing', annotation: { service, step: name, milliseconds, attempts, registration: state } }];
    });
  }
}

/** Adds a step before the account is opened: somebody should know the customer by then. */
function announceToTeam(steps: StepList): void {
  const inputs: Messages = { recipient: ACCOUNT_TEAM, messages: ['new_customer'] };
  const dependsOn = ['setup_billing_profile', 'initialize_preferences'];
  steps.add({ name: 'notify_account_team', like: 'send_welcome_sequence', dependsOn, inputs });
  const last = steps.find('update_user_status')!;
  last.dependsOn = [...last.dependsOn, 'notify_account_team'];
}
