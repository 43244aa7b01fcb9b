import { describeModel } from '../support/model/model.run.js';

/** Four times what each check runs, in some three minutes on two cores of its own. TASKER_TEST_SEQUENCES asks for more. */
const SEQUENCES = 2_000;

describeModel(Number(process.env.TASKER_TEST_SEQUENCES ?? SEQUENCES));
