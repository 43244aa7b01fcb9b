import { StatementProbe } from '../measure/statement.probe.js';
import { answerOrders } from './order.loop.js';
import type { WorkerOrders } from './worker.messages.js';
import { WorkerSession } from './worker.session.js';

const probe = new StatementProbe();
probe.install();
answerOrders<WorkerOrders>(new WorkerSession(probe));
