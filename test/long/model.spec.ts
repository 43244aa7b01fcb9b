import { describeModel } from '../support/model/model.run.js';

describeModel(5_000);
