import { CreateUserAccount } from './create-user-account.step.js';
import { InitializePreferences } from './initialize-preferences.step.js';
import { SendWelcomeSequence } from './send-welcome-sequence.step.js';
import { SetupBillingProfile } from './setup-billing-profile.step.js';
import { UpdateUserStatus } from './update-user-status.step.js';
import { UserRegistration } from './user-registration.task.js';

/** Everything that the workflow `blog_examples/user_registration` consists of. */
export const USER_REGISTRATION_PROVIDERS = [
  UserRegistration,
  CreateUserAccount,
  SetupBillingProfile,
  InitializePreferences,
  SendWelcomeSequence,
  UpdateUserStatus,
];
export { RegistrationServices } from './registration.services.js';
