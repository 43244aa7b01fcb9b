import { describeRandomRuns } from '../support/random.runs.js';

describeRandomRuns({ workers: 8, graphs: 2_000 });
