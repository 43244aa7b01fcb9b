import { describe, expect, it } from 'vitest';
import { stepTargetOf } from './path.parameter.js';

const ID = '0197f3a2-1111-7abc-8def-0123456789ab';
const stepOf = (step: unknown) => stepTargetOf({ params: { task_id: ID, workflow_step_id: step } }).step;

describe('stepTargetOf', () => {
  it('takes digits for a place and everything else for a name', () => {
    expect(stepOf('3')).toBe(3);
    expect(stepOf('charge_card')).toBe('charge_card');
    expect(stepOf('3rd')).toBe('3rd');
    expect(stepOf('-1')).toBe('-1');
  });

  it.each(['0', '2147483648', '9'.repeat(40), '', 'a\u0000b', 'a\ud800b', 'x'.repeat(129), undefined])('refuses %j', (step) => {
    expect(() => stepOf(step)).toThrow("workflow_step_id: must be the step's name, or its place");
  });

  it('refuses what is no id of a task', () => {
    expect(() => stepTargetOf({ params: { task_id: '7', workflow_step_id: '1' } })).toThrow('task_id: must be a UUID');
  });
});
