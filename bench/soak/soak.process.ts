import { StatementProbe } from '../measure/statement.probe.js';
import { answerOrders } from '../worker/order.loop.js';
import type { SoakOrders } from './soak.messages.js';
import { SoakSession } from './soak.session.js';

const probe = new StatementProbe();
probe.install();
answerOrders<SoakOrders>(new SoakSession(probe));
