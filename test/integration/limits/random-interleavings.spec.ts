import { expect, it } from 'vitest';
import { claimLimited, declareLimit } from '../../support/limited.session.js';
import { useEngine } from '../../support/engine.js';
import { numbersOf } from '../../support/random.graphs.js';
import { insertTask } from '../../support/rows.js';
import { singleSteps } from '../../support/single.steps.js';
import { completed, failed, returned, type Claim, type WorkerSession } from '../../support/worker.session.js';

const engine = useEngine();
const ROUNDS = 60;
const KEYS = ['a', 'b', 'c'];
const MOST = { queue: 4, system: 3, key: 2, account: 1, strict: 1 };

/** Steps that run, by what limits them; each figure may not be more than its limit. */
const RUNNING = `
  select l.queue = 'slow' as slow, d.name = 'bank' as bank, l.named_task_id, t.context ->> 'key' as key, count(*)::integer as running
  from tasker.workflow_steps s
  join tasker.tasks t on t.task_id = s.task_id
  join tasker.lanes l on l.lane = s.lane
  join tasker.named_steps n on n.named_step_id = s.named_step_id
  join tasker.dependent_systems d on d.dependent_system_id = n.dependent_system_id
  where s.state = 'in_progress' group by 1, 2, 3, 4`;

/** How many steps with one account run; they are under the key of their customer too. */
const ACCOUNTS = `
  select count(*)::integer as running from tasker.workflow_steps s
  join tasker.tasks t on t.task_id = s.task_id
  join tasker.named_steps n on n.named_step_id = s.named_step_id
  where s.state = 'in_progress' and n.name in ('pay', 'pay_slow') group by n.name, t.context ->> 'account'`;

/** Steps that wait for a key that has room, as far as slots say so; and steps that wait for nothing. */
const FORGOTTEN = `
  select w.task_id, w.workflow_step_id, w.key, k.max_running, (
    select count(*) from tasker.limit_slots h where h.limit_id = w.limit_id and h.key = w.key) as slots
  from tasker.limit_waits w
  join tasker.workflow_steps s on s.task_id = w.task_id and s.workflow_step_id = w.workflow_step_id and s.ready_at = 'infinity'
  join tasker.tasks t on t.task_id = s.task_id and t.paused_at is null
  join tasker.lanes l on l.lane = w.lane
  join tasker.limit_keys k on k.named_task_id = l.named_task_id and k.named_step_id = l.named_step_id and k.limit_id = w.limit_id
  where k.max_running > (select count(*) from tasker.limit_slots h where h.limit_id = w.limit_id and h.key = w.key)
  union all
  select s.task_id, s.workflow_step_id, 'waits for nothing', 0, 0
  from tasker.workflow_steps s join tasker.tasks t on t.task_id = s.task_id
  where s.ready_at = 'infinity' and t.paused_at is null and not exists (
    select from tasker.limit_waits w where w.task_id = s.task_id and w.workflow_step_id = s.workflow_step_id)`;

class Player {
  readonly running: Claim[] = [];
  readonly ended: Claim[] = [];

  constructor(readonly worker: WorkerSession) {}
}

it.each([1, 2, 3, 4, 5, 6])('no limit is broken and nobody is forgotten, whatever happens in whichever order (%s)', async (seed) => {
  const next = numbersOf(seed);
  const random = {
    below: (count: number) => Math.floor(next() * count),
    pick: <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)]!,
  };
  await declareLimit(engine.client, 'queue', 'slow', { max_running: MOST.queue });
  await declareLimit(engine.client, 'system', 'bank', { max_running: MOST.system });
  const key = { key: 'key', limit: MOST.key };
  const account = { key: 'account', limit: MOST.account };
  const addSingle = await singleSteps(engine.client, {
    concurrency: key,
    steps: { mail: {}, pay: { concurrency: account }, pay_slow: { concurrency: account, queue: 'slow', system: 'bank' } },
  });
  const create = async () => {
    const context = { key: random.pick(KEYS), account: random.pick(KEYS) };
    if (random.below(2) === 0)
      return addSingle(random.pick(['mail', 'pay', 'pay', 'pay_slow']), { context, priority: random.below(3), retryLimit: 9 });
    return insertTask(
      engine.client,
      Array.from({ length: 1 + random.below(4) }, () => ({ priority: random.below(3), retryLimit: 9 })),
      random.pick(
        [
          { definition: 'keyed', concurrency: key },
          { definition: 'keyed', version: '2.0.0', concurrency: { ...key, limit: MOST.strict } },
          { definition: 'keyed_slow', concurrency: key, queue: 'slow', system: 'bank' },
          { definition: 'slow', queue: 'slow' },
        ].map((task) => ({ ...task, context })),
      ),
    );
  };
  const tasks: string[] = [];
  for (let n = 0; n < 20; n += 1) tasks.push(await create());
  const players = await Promise.all([1, 2, 3].map(async () => new Player(await engine.worker())));

  const claim = async (player: Player, sweep = random.below(3) === 0) => {
    const ended = player.ended.splice(0);
    const aging =
      random.below(2) === 0
        ? { seconds: random.below(3), slots: random.below(2), turn: random.below(8), draw: random.below(8) }
        : undefined;
    const report = await claimLimited(player.worker, { capacity: random.below(6), ended, aging, ...(sweep ? { sweep: [] } : {}) });
    if (report.remain) player.ended.push(...ended);
    player.running.push(...report.claimed);
  };
  const finish = async (player: Player) => {
    const over = player.running.splice(0, random.below(player.running.length + 1));
    await player.worker.advance(over.map((one) => random.pick([completed, completed, failed, returned])(one)));
    // Now and then nobody says so: the process has died, or the message was lost.
    if (random.below(5) > 0) player.ended.push(...over);
  };
  const disturb = async () => {
    const task = random.pick(tasks);
    const action = random.pick(['cancel_task', 'pause_task', 'resume_task', 'resume_task']);
    await engine.client.query(`select * from tasker.${action}($1, 'test', 'test')`, [task]);
  };
  const check = async () => {
    const rows = await engine.rows<{ slow: boolean; bank: boolean; named_task_id: number; key: string; running: number }>(RUNNING);
    const sum = (of: typeof rows) => of.reduce((total, { running }) => total + running, 0);
    expect(sum(rows.filter(({ slow }) => slow))).toBeLessThanOrEqual(MOST.queue);
    expect(sum(rows.filter(({ bank }) => bank))).toBeLessThanOrEqual(MOST.system);
    for (const { running } of await engine.rows<{ running: number }>(ACCOUNTS)) expect(running).toBeLessThanOrEqual(MOST.account);
    expect(await engine.rows(FORGOTTEN)).toEqual([]);
    const held = await engine.rows<{ running: number }>(
      "select count(*)::integer as running from tasker.limit_slots h join tasker.limits m using (limit_id) where m.kind = 'key' group by h.limit_id, h.key",
    );
    for (const { running } of held) expect(running).toBeLessThanOrEqual(MOST.key);
  };

  for (let round = 0; round < ROUNDS; round += 1) {
    await Promise.all(players.map((player) => (random.below(2) === 0 ? claim(player) : finish(player))));
    if (random.below(4) === 0) await disturb();
    if (random.below(3) === 0) tasks.push(await create());
    await check();
  }
  for (const task of tasks) await engine.client.query("select * from tasker.resume_task($1, 'test', 'test')", [task]);
  const unfinished = async () =>
    (await engine.rows("select 1 from tasker.tasks where state in ('pending', 'in_progress')")).length +
    players.reduce((total, { running }) => total + running.length, 0);
  for (let round = 0; round < 400 && (await unfinished()) > 0; round += 1) {
    for (const player of players) {
      await player.worker.advance(player.running.splice(0).map((one) => completed(one)));
      await engine.client.query(
        "update tasker.workflow_steps set ready_at = clock_timestamp() where ready_at > clock_timestamp() and ready_at < 'infinity'",
      );
      await engine.client.query("update tasker.limit_slots set claimed_at = claimed_at - interval '3 seconds' where worker_id is null");
      await claim(player, true);
    }
    await check();
  }
  expect(await unfinished()).toBe(0);
  for (let n = 0; n < 3; n += 1) await claimLimited(players[0]!.worker, { capacity: 0, sweep: [] });
  expect(await engine.rows('select * from tasker.limit_slots')).toEqual([]);
});
