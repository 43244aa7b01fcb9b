import { StatementProbe } from '../measure/statement.probe.js';
import { answerOrders } from '../worker/order.loop.js';
import type { LatencyOrders } from './latency.messages.js';
import { LatencySession } from './latency.session.js';

const probe = new StatementProbe();
probe.install();
answerOrders<LatencyOrders>(new LatencySession(probe));
