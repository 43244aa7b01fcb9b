import { CapturedLines } from './captured.lines.js';

/** What nestjs-pino writes in this process: its first application decides where, so all of them have one stream. */
export const PINO_LINES = new CapturedLines();

/** How applications of tests set nestjs-pino up. */
export const PINO_HTTP: [{ level: string; base: null }, CapturedLines] = [{ level: 'trace', base: null }, PINO_LINES];
