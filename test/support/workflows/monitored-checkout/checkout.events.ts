import type { CustomEventDeclaration } from 'nestjs-tasker';

/** What a checkout tells whoever listens to `checkout.*`. */
export const CHECKOUT_EVENTS: readonly CustomEventDeclaration[] = [
  { name: 'checkout.started', description: 'A customer wants to pay' },
  { name: 'checkout.step_completed', description: 'A step is done' },
  { name: 'checkout.step_failed', description: 'An attempt has failed' },
  { name: 'checkout.completed', description: 'The customer has paid and knows it' },
];

/** What the engine adds to every payload, as far as it is used here; all that `checkout.started` is read for. */
export interface Origin {
  readonly taskId: string;
  readonly stepName: string;
}

/** Payload of `checkout.step_completed`. */
export interface StepCompleted extends Origin {
  readonly took_ms: number;
}

/** Payload of `checkout.step_failed`. */
export interface StepFailed extends Origin {
  readonly error: string;
  /** No further attempt will be made. */
  readonly last: boolean;
}

/** Payload of `checkout.completed`. */
export interface CheckoutCompleted extends Origin {
  readonly revenue: number;
}
