import { describeRandomOutages } from '../support/random.runs.js';

describeRandomOutages({ workers: 4, graphs: 1_000, blows: 40 });
