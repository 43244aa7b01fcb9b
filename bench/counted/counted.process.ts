import { answerOrders } from '../worker/order.loop.js';
import type { CountedOrders } from './counted.messages.js';
import { CountedSession } from './counted.session.js';

answerOrders<CountedOrders>(new CountedSession());
