import { describe, expect, it } from 'vitest';
import type { ChangeMove } from '../../events/change.events.js';
import type { PlannedTask } from '../task.planner.js';
import { creationOf, type NewTask } from './creation.changes.js';

const steps = ['first', 'second'].map((name) => ({ name, retryLimit: 3, inputs: undefined, parents: [] }));
const created = (bypass: readonly number[]): NewTask => ({
  planned: {
    taskId: '01a2004f-9374-70e0-9d4c-346745455f43',
    request: { name: 'order', context: {} },
    indexed: { task: { definition: { namespace: 'default', name: 'order', version: '1.0.0' } } },
    ...{ context: '{}', priority: 0, graph: { steps }, bypass, identity: null },
  } as unknown as PlannedTask,
  at: new Date(0),
  claimed: 0,
});
const words = (task: NewTask, isHeard: (move: ChangeMove) => boolean) =>
  creationOf(task, isHeard).map(({ kind, from, to }) => `${kind} ${from} ${to}`);

describe('creationOf', () => {
  it('tells of the task, of each step, of the end of bypassed ones and of its own end, in this order', () => {
    expect(words(created([1, 2]), () => true)).toEqual([
      'task null pending',
      ...['step null pending', 'step pending resolved_manually'],
      ...['step null pending', 'step pending resolved_manually'],
      'task pending complete',
    ]);
  });

  it('puts together what somebody hears, and asks once for each change', () => {
    const asked: string[] = [];
    const hears = ({ kind, from, to }: ChangeMove) => asked.push(`${kind} ${from} ${to}`) > 0 && kind === 'task';
    expect(words(created([2]), hears)).toEqual(['task null pending']);
    expect(asked).toEqual(['task null pending', 'step null pending', 'step null pending', 'step pending resolved_manually']);
  });
});
