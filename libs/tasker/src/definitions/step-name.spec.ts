import { describe, expect, it } from 'vitest';
import { isStepMethodName, methodNameOfStep, stepNameOfMethod } from './step-name.js';

describe('step names of methods', () => {
  it.each([
    ['process', 'process'],
    ['chargePayment', 'charge_payment'],
    ['sendSMS', 'send_s_m_s'],
    ['step1', 'step1'],
    ['step1Charge2', 'step1_charge2'],
    ['$pay', '$pay'],
    ['prüfeÜbergabe', 'prüfe_übergabe'],
  ])('%s is the step %s and back', (method, step) => {
    expect(stepNameOfMethod(method)).toBe(step);
    expect(methodNameOfStep(step)).toBe(method);
  });

  it.each(['charge_payment', 'ChargePayment', '_charge'])('%s is no name for a step method', (method) => {
    expect(isStepMethodName(method)).toBe(false);
  });
});
