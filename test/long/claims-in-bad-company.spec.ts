import { describeBadCompany } from '../support/bad.company.js';

describeBadCompany({ rows: 200_000, finished: 1_000_000 });
