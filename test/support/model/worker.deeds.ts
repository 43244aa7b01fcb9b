import { expect } from 'vitest';
import { advance, fallSilent, reap, registerWorker, revive, SILENT, type Advance } from './engine.calls.js';
import { claim, dueSteps, end, isHeld, takeBack, type ModelClaim, type ModelOutcome } from './model.attempts.js';
import type { ModelStep } from './model.task.js';
import { count, type Deed, type World } from './model.world.js';

const nameOf = ({ task, step, attempt }: ModelClaim) => `${task.id.slice(-2)}.${step.place}#${attempt}`;

/** A worker sends outcomes and asks for steps, in one call. */
export function advancing(
  worker: string,
  { said, capacity }: { said: [ModelClaim, ModelOutcome][]; capacity: number },
  { lanes }: World,
): Deed {
  const words = said.map(([one, outcome]) => `${nameOf(one)} ${JSON.stringify(outcome)}`);
  return {
    label: `worker ${worker.slice(0, 4)} sends [${words.join(', ')}] and asks for ${capacity}`,
    run: (client) => advance(client, worker, { said, capacity, lanes }),
    apply: (world, given, pending) => {
      const answer = given as Advance;
      expect(answer === 'lease lost', 'the lease is gone').toBe(world.lost.has(worker));
      if (answer === 'lease lost') return count(world, 'late outcome of a lost worker');
      const refused = said.filter(([one]) => !isHeld(one)).map(([one]) => nameOf(one));
      const rejected = answer.settled.filter(([, , , state]) => state === 'rejected');
      expect(rejected.map(([id, step, attempt]) => `${id.slice(-2)}.${step}#${attempt}`).sort(), 'rejected').toEqual(refused.sort());
      refused.forEach(() => count(world, 'late outcome'));
      for (const [one, { kind }] of said) if (isHeld(one)) count(world, `outcome ${kind}`);
      const before = new Set(dueSteps(world.tasks, world.now).map(({ step }) => step));
      for (const task of world.tasks) {
        end(
          said.filter(([one]) => one.task === task && isHeld(one)),
          world.now,
        );
      }
      take(world, worker, { claimed: answer.claimed, capacity, before, pending });
    },
  };
}

interface Taking {
  readonly claimed: readonly { readonly task_id: string; readonly workflow_step_id: number; readonly attempt: number }[];
  readonly capacity: number;
  /** What was due before the outcomes of the same call freed more. */
  readonly before: ReadonlySet<ModelStep>;
  readonly pending: ReadonlySet<string> | undefined;
}

/** Any of the due steps may be claimed, but as many as there is room for, and from the queue the best ones. */
function take(world: World, worker: string, { claimed, capacity, before, pending }: Taking): void {
  const due = new Map(dueSteps(world.tasks, world.now).map(({ task, step }) => [`${task.id} ${step.place}`, { task, step }]));
  const taken = claimed.map(({ task_id, workflow_step_id, attempt }) => {
    const found = due.get(`${task_id} ${workflow_step_id}`);
    expect(found, `claimed and claimable: ${task_id} ${workflow_step_id}`).toBeDefined();
    due.delete(`${task_id} ${workflow_step_id}`);
    expect(attempt, 'attempt').toBe(found!.step.attempts + 1);
    return found!;
  });
  if (pending === undefined) {
    expect(taken.length, 'as many as are due and there is room for').toBe(Math.min(capacity, taken.length + due.size));
    const best = Math.max(...[...due.values()].map(({ step }) => step.priority));
    for (const { step } of taken) if (before.has(step)) expect(step.priority, 'priority of a claimed step').toBeGreaterThanOrEqual(best);
  } else expect(taken.length, 'no more than there is room for').toBeLessThanOrEqual(capacity);
  taken.forEach(() => count(world, 'claim'));
  for (const one of taken) world.claims.push(claim(one, worker, pending?.has(one.task.id)));
}

/** A worker is not heard of any more. */
export function silence(how: 'crash' | 'hang', worker: string): Deed {
  return {
    label: `worker ${worker.slice(0, 4)} ${how === 'crash' ? 'crashes' : 'hangs'}`,
    prepares: true,
    run: (client) => fallSilent(client, worker, how),
    again: (client) => fallSilent(client, worker, how),
    apply: ({ silent }) => void silent.set(worker, how),
  };
}

/** Another worker's reaper takes back what a silent one holds; one that crashed is started anew. */
export function reaping(how: 'crash' | 'hang', place: number, world: World): Deed {
  const worker = world.workers[place]!;
  const reaper = world.workers[(place + 1) % world.workers.length]!;
  let successor: string | undefined;
  return {
    label: `its steps are taken back`,
    run: (client) => reap(client, reaper),
    again: (client) => reap(client, reaper),
    afterwards: async (client) => {
      if (how === 'hang') await revive(client, worker);
      else successor = await registerWorker(client, world.served ? world.lanes : []);
    },
    apply: (model) => {
      count(model, how);
      model.silent.delete(worker);
      if (how === 'crash') model.lost.add(worker);
      takeBack(model.tasks, worker, { now: model.now, silent: SILENT[how], lost: how === 'crash' });
      if (model.workers[place] === worker && how === 'crash') model.workers[place] = successor!;
    },
  };
}
