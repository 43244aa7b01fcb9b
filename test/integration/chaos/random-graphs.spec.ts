import { describeRandomOutages, describeRandomRuns } from '../../support/random.runs.js';

// 8 workers × 2,000 graphs, and 4 × 1,000 with 40 blows, run in test/long.
describeRandomRuns({ workers: 3, graphs: 120 });
describeRandomOutages({ workers: 2, graphs: 80, blows: 4 });
