import { Orchestrator } from 'nestjs-tasker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHost, GREETING, type HostApplication } from './host.application.js';
import { callersBy } from './named.callers.js';
import { graphqlTransport, restTransport, type Reply, type SeenTask, type Transport } from './transport.drivers.js';

const UNKNOWN = '01920000-0000-7000-8000-000000000000';
const TRANSPORTS = { REST: restTransport, GraphQL: graphqlTransport } as const;

describe.each(Object.keys(TRANSPORTS) as (keyof typeof TRANSPORTS)[])('over %s', (name) => {
  let host: HostApplication;
  let transport: Transport;
  beforeAll(async () => {
    const auth = callersBy({ ann: {}, ben: { namespaces: ['elsewhere'] } });
    host = await startHost({ auth, api: { graphql: 'own' } });
    transport = TRANSPORTS[name](host);
  });
  afterAll(() => host.close());

  const value = <T>(reply: Reply<T>): T => {
    if ('refused' in reply) throw new Error(`refused: ${JSON.stringify(reply)}`);
    return reply.value;
  };
  const create = async (request: object = {}): Promise<SeenTask> => value(await transport.create('ann', { ...GREETING, ...request }));
  const stepOf = (task: SeenTask, step: string) => task.steps.find((one) => one.name === step)!;

  it('a created task is the one that is shown, with its caller as initiator', async () => {
    const task = await create({ tags: ['vip'], reason: 'first order' });
    expect(task).toMatchObject({
      fullName: 'e2e.greeting@1.0.0',
      status: 'pending',
      tags: ['vip'],
      initiator: 'ann',
      context: { name: 'Ann' },
    });
    expect(task.steps.map((step) => [step.name, step.status])).toEqual([
      ['greet', 'pending'],
      ['bow', 'pending'],
      ['wave', 'pending'],
      ['leave', 'pending'],
    ]);
    expect(value(await transport.get('ann', task.taskId))).toEqual(task);
  });

  it('a repeated idempotency key gives the task that is there, another request with it is a conflict', async () => {
    const first = await create({ idempotencyKey: `key-${name}` });
    expect((await create({ idempotencyKey: `key-${name}` })).taskId).toBe(first.taskId);
    expect(await transport.create('ann', { ...GREETING, context: { name: 'Eve' }, idempotencyKey: `key-${name}` })).toMatchObject({
      refused: 'conflict',
    });
  });

  it.each([
    [{ name: 'nothing' }, 'name'],
    [{ version: 'seven' }, 'version'],
    [{ tags: ['a\u0000b'] }, 'tags.0'],
    [{ reason: 'x'.repeat(129) }, 'reason'],
  ])('%j cannot be created, and the field at fault is named', async (wrong, field) => {
    const before = value(await transport.list('ann', {})).total;
    const reply = await transport.create('ann', { ...GREETING, ...wrong });
    expect(reply).toMatchObject({ refused: 'unusable' });
    expect('refused' in reply && reply.fields.join()).toContain(field);
    expect(value(await transport.list('ann', {})).total).toBe(before);
  });

  it('lists filter, page without gaps, count, and refuse the cursor of another list', async () => {
    const tag = `list-${name}`;
    const ids: string[] = [];
    for (let i = 0; i < 5; i += 1) ids.push((await create({ tags: [tag] })).taskId);
    const first = value(await transport.list('ann', { tags: [tag], sortOrder: 'asc', limit: 3 }));
    expect(first).toMatchObject({ ids: ids.slice(0, 3), total: 5 });
    const rest = value(await transport.list('ann', { tags: [tag], sortOrder: 'asc', limit: 3, cursor: first.next! }));
    expect(rest).toMatchObject({ ids: ids.slice(3), next: null });
    expect(value(await transport.list('ann', { tags: [tag], sortOrder: 'desc', limit: 2 })).ids).toEqual(ids.slice(3).reverse());
    expect(value(await transport.list('ann', { tags: [tag], state: 'complete' })).ids).toEqual([]);
    expect(await transport.list('ann', { tags: ['other'], sortOrder: 'asc', cursor: first.next! })).toMatchObject({ refused: 'unusable' });
    expect(await transport.list('ann', { limit: 0 })).toMatchObject({ refused: 'unusable' });
  });

  it('actions on a task change it as the engine does, in the name of the caller', async () => {
    const { taskId } = await create();
    expect(value(await transport.act('ann', { action: 'pause', taskId, with: { reason: 'stock count' } })).status).toBe('pending');
    value(await transport.act('ann', { action: 'resume', taskId }));
    expect(value(await transport.act('ann', { action: 'cancel', taskId, with: { reason: 'ordered twice' } })).status).toBe('cancelled');
    expect(await transport.act('ann', { action: 'resolve', taskId, with: { reason: 'too late' } })).toMatchObject({ refused: 'conflict' });
    const moves = value(await transport.history('ann', taskId));
    expect(moves.filter(({ to }) => to === 'cancelled').every(({ actor }) => actor === 'ann')).toBe(true);
    expect(moves.some(({ step, to }) => step === 'leave' && to === 'cancelled')).toBe(true);
  });

  it('actions on a step change it as the engine does', async () => {
    const { taskId } = await create();
    const resolved = value(await transport.act('ann', { action: 'resolve', taskId, step: 'greet', with: { reason: 'said it by phone' } }));
    expect(stepOf(resolved, 'greet').status).toBe('resolved_manually');
    const completed = value(
      await transport.act('ann', { action: 'complete', taskId, step: 'bow', with: { results: { degrees: 30 }, reason: 'seen' } }),
    );
    expect(stepOf(completed, 'bow')).toMatchObject({ status: 'complete', results: { degrees: 30 } });
    const cancelled = value(await transport.act('ann', { action: 'cancel', taskId, step: 'wave', with: { reason: 'hands full' } }));
    expect([stepOf(cancelled, 'wave').status, stepOf(cancelled, 'leave').status]).toEqual(['cancelled', 'cancelled']);
    expect(await transport.act('ann', { action: 'retry', taskId, step: 'bow' })).toMatchObject({ refused: 'conflict' });
  });

  it('a resolution without a reason is incomplete', async () => {
    const { taskId } = await create();
    const incomplete = { refused: 'incomplete', fields: ['reason'] };
    expect(await transport.act('ann', { action: 'resolve', taskId })).toEqual(incomplete);
    expect(await transport.act('ann', { action: 'resolve', taskId, step: 'greet' })).toEqual(incomplete);
    expect(await transport.act('ann', { action: 'complete', taskId, step: 'greet', with: { results: {} } })).toEqual(incomplete);
  });

  it('reason and tags of a task, inputs and retry limit of a step can be changed while that means something', async () => {
    const { taskId } = await create({ tags: ['old'] });
    const changed = value(await transport.act('ann', { action: 'update', taskId, with: { tags: ['new'], reason: 'renamed' } }));
    expect(changed).toMatchObject({ tags: ['new'], reason: 'renamed' });
    const step = value(
      await transport.act('ann', { action: 'update', taskId, step: 'greet', with: { retryLimit: 9, inputs: { loud: true } } }),
    );
    expect(stepOf(step, 'greet')).toMatchObject({ retryLimit: 9, inputs: { loud: true } });
    value(await transport.act('ann', { action: 'complete', taskId, step: 'greet', with: { results: {}, reason: 'done' } }));
    expect(await transport.act('ann', { action: 'update', taskId, step: 'greet', with: { inputs: {} } })).toMatchObject({
      refused: 'conflict',
    });
  });

  it('explains, and keeps notes', async () => {
    const { taskId } = await create();
    const expected = await host.app.get(Orchestrator).explain(taskId);
    expect(value(await transport.explain('ann', taskId))).toEqual({ message: expected.message, status: 'pending' });
    value(await transport.annotate('ann', taskId, { type: 'review', annotation: { score: 5 } }));
    expect(value(await transport.notes('ann', taskId))).toEqual([{ type: 'review', annotation: { score: 5 } }]);
  });

  it('what does not exist, and what is out of reach, are the same: absent', async () => {
    const { taskId } = await create();
    for (const [caller, id] of [
      ['ann', UNKNOWN],
      ['ben', taskId],
    ] as const) {
      expect(await transport.get(caller, id)).toMatchObject({ refused: 'absent' });
      expect(await transport.act(caller, { action: 'cancel', taskId: id })).toMatchObject({ refused: 'absent' });
      expect(await transport.act(caller, { action: 'retry', taskId: id, step: 'greet' })).toMatchObject({ refused: 'absent' });
      expect(await transport.explain(caller, id)).toMatchObject({ refused: 'absent' });
      expect(await transport.annotate(caller, id, { type: 't', annotation: {} })).toMatchObject({ refused: 'absent' });
    }
    expect(value(await transport.list('ben', {}))).toEqual({ ids: [], next: null, total: 0 });
    expect(await transport.act('ann', { action: 'retry', taskId, step: 'sing' })).toMatchObject({ refused: 'absent' });
  });

  it('nobody gets anything without credentials, and a known caller cannot act in the name of another', async () => {
    const { taskId } = await create();
    const refused = { refused: 'unauthenticated' };
    expect(await transport.create(undefined, GREETING)).toMatchObject(refused);
    expect(await transport.get(undefined, taskId)).toMatchObject(refused);
    expect(await transport.list('eve', {})).toMatchObject(refused);
    expect(await transport.act(undefined, { action: 'cancel', taskId })).toMatchObject(refused);
    expect(await transport.act('ann', { action: 'cancel', taskId, with: { actor: 'ben' } })).toMatchObject({
      refused: 'unusable',
      fields: ['actor'],
    });
  });
});
