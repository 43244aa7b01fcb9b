import { describeBadCompany } from '../../support/bad.company.js';

// The full size is in test/long.
describeBadCompany({ rows: 20_000, finished: 40_000 });
