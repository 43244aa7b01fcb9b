import type pg from 'pg';
import { expireTasks, passDeadline } from './engine.calls.js';
import { expire, isHeld, type ModelClaim, type ModelOutcome } from './model.attempts.js';
import type { Single } from './model.command.js';
import { isAtRest, type ModelTask } from './model.task.js';
import { at, count, type Deed, type World } from './model.world.js';
import { acting } from './person.deeds.js';
import { advancing, reaping, silence } from './worker.deeds.js';

/** Chooses what a command is about, now: deeds one after the other, none when there is nothing that it could be about. */
export function deedsOf(command: Single, world: World): Deed[] {
  switch (command.kind) {
    case 'claim':
      return [advancing(world.workers[command.worker]!, { said: [], capacity: command.capacity }, world)];
    case 'settle': {
      const worker = world.workers[command.worker]!;
      const said = chosen(
        world.claims.filter((one) => one.worker === worker && isHeld(one)),
        command.said,
      );
      return said.length === 0 ? [] : [advancing(worker, { said, capacity: command.capacity }, world)];
    }
    case 'late': {
      const said = chosen(
        world.claims.filter((one) => !isHeld(one)),
        [command.said],
      );
      return said.length === 0 ? [] : [advancing(said[0]![0].worker, { said, capacity: 0 }, world)];
    }
    case 'crash':
    case 'hang':
      return [silence(command.kind, world.workers[command.worker]!), reaping(command.kind, command.worker, world)];
    case 'expire':
      return expiry(
        at(
          world.tasks.filter(({ limited }) => limited),
          command.task,
        ),
      );
    case 'act':
      return [acting(command, world)];
  }
}

function chosen(claims: readonly ModelClaim[], said: readonly { pick: number; outcome: ModelOutcome }[]): [ModelClaim, ModelOutcome][] {
  const outcomes = new Map<ModelClaim, ModelOutcome>();
  for (const { pick, outcome } of said) {
    const one = at(claims, pick);
    if (one !== undefined) outcomes.set(one, outcome);
  }
  return [...outcomes];
}

function expiry(task: ModelTask | undefined): Deed[] {
  if (task === undefined) return [];
  const pass = (client: pg.Client) => passDeadline(client, task.id);
  return [
    { label: `the time of ${task.id.slice(-2)} is over`, prepares: true, run: pass, again: pass, apply: () => undefined },
    {
      label: 'and somebody looks after it',
      run: expireTasks,
      again: expireTasks,
      apply: (world) => {
        if (task.deadline && !isAtRest(task)) count(world, 'expiry');
        expire(task, world.now);
      },
    },
  ];
}
