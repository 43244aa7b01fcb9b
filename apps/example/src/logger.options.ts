import type { IncomingMessage } from 'node:http';
import type { Params } from 'nestjs-pino';
import { destination, stdTimeFunctions } from 'pino';

const options = {
  level: process.env.LOG_LEVEL ?? 'info',
  timestamp: stdTimeFunctions.isoTime,
  base: null,
  autoLogging: { ignore: (request: IncomingMessage) => request.method === 'GET' },
  quietReqLogger: true,
  serializers: {
    req: ({ method, url }: { method: string; url: string }) => ({ method, url }),
    res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
  },
};

/**
 * One JSON object a line. Requests that only read are not logged, since the demo asks many times a second. Lines are
 * written at once, so that they stand in the right order beside what `main.ts` prints. The line of a finished request has its
 * correlation id too.
 */
export const loggerOptions: Params = { pinoHttp: [options, destination({ dest: 1, sync: true })], assignResponse: true };
