import { answerOrders } from '../../worker/order.loop.js';
import type { PeerOrders } from './peer.messages.js';
import { PeerSession } from './peer.session.js';

answerOrders<PeerOrders>(new PeerSession());
