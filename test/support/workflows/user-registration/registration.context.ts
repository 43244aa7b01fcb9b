/** What a user pays for. */
export type Plan = 'free' | 'pro' | 'enterprise';

/** Who registers: the context of `user_registration`. */
export interface Registration {
  readonly email: string;
  readonly name: string;
  readonly plan: Plan;
  readonly marketing_consent: boolean;
}

/** What `send_welcome_sequence`, and each step like it, is told by the hook. */
export interface Messages {
  readonly recipient: string;
  readonly messages: readonly string[];
}

/** What a plan offers, and what its users are told about in the beginning. */
export const PLANS: Readonly<Record<Plan, { readonly features: readonly string[]; readonly messages: readonly string[] }>> = {
  free: { features: ['projects'], messages: ['welcome'] },
  pro: { features: ['projects', 'analytics'], messages: ['welcome', 'first_report'] },
  enterprise: { features: ['projects', 'analytics', 'single_sign_on'], messages: ['welcome', 'first_report', 'single_sign_on'] },
};

/** Who looks after enterprise customers. */
export const ACCOUNT_TEAM = 'accounts@example.com';
