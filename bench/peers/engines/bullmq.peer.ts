import type { Peer } from '../peer.engine.js';
import { BullmqEngine, type BullmqUse } from './bullmq.engine.js';

const ON_REDIS: BullmqUse = { store: 'redis', concurrency: 100, linesAsTrees: true };
const ON_POSTGRES: BullmqUse = { store: 'postgres', concurrency: 32, linesAsTrees: false };
const SPREADS = 'what spreads is a tree that the handler of its first step adds, for a job has one parent at most';

/** BullMQ on its first store. */
export const bullmqRedisPeer: Peer = {
  id: 'bullmq-redis',
  name: 'BullMQ on Redis',
  packageName: 'bullmq',
  settings: `FlowProducer; lines are trees, a tenth cheaper than chains by hand; ${SPREADS}; concurrency ${ON_REDIS.concurrency}: 50 and 300 are no better, nor is enableAutoPipelining`,
  remark:
    'A crash of the machine may lose the last second: Redis hands its append-only file to the disk once a second, as BullMQ advises. Lines are added before the clock starts.',
  runsAtCreation: false,
  needsRedis: true,
  create: () => new BullmqEngine(ON_REDIS),
};

/** BullMQ on its second store. */
export const bullmqPostgresPeer: Peer = {
  id: 'bullmq-postgres',
  name: 'BullMQ on PostgreSQL',
  packageName: 'bullmq',
  settings: `lines are chains by hand, 0.6 of what trees cost; ${SPREADS}; concurrency ${ON_POSTGRES.concurrency}: 8 is equal, 100 worse; pools of 8: 30 are no better`,
  remark: 'A call and a transaction per step that completes it and fetches the next.',
  runsAtCreation: false,
  needsRedis: false,
  exceptions: { W1x10: { workflows: 2_000, reason: 'ten times W1 would take it a minute' } },
  create: () => new BullmqEngine(ON_POSTGRES),
};
