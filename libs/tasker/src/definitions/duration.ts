export { parseDuration, type Duration } from '../model/duration.js';
