/**
 * Step name of a method: one underscore for each capital, exactly as the type `SnakeCase` says.
 *
 * @example stepNameOfMethod('sendSMS') // 'send_s_m_s'
 */
export function stepNameOfMethod(method: string): string {
  return Array.from(method, (letter) => (letter === letter.toLowerCase() ? letter : `_${letter.toLowerCase()}`)).join('');
}

/** Method name that a step name would come from: `'charge_payment'` is `'chargePayment'`. */
export function methodNameOfStep(step: string): string {
  const [head = '', ...tail] = step.split('_');
  return head + tail.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** Whether the name of a method says its step name without ambiguity: no underscore, no capital in front. */
export function isStepMethodName(method: string): boolean {
  return !method.includes('_') && method.charAt(0) === method.charAt(0).toLowerCase();
}
