import type { INestApplication } from '@nestjs/common';
import { OpenApiDocument } from 'nestjs-tasker';
import supertest from 'supertest';
import { AnswerCheck, type Answer } from './answer.check.js';

type Http = ReturnType<typeof supertest>;

const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete'] as const;

/** Requests to an application; each answer of a route of the API is checked against the OpenAPI document, before anything else is. */
export function checkedHttp(app: INestApplication): Http {
  const http = supertest(app.getHttpServer());
  const check = checkOf(app);
  if (check === undefined) return http;
  for (const method of METHODS) {
    const send = http[method].bind(http);
    http[method] = (url: string) =>
      send(url).expect((answer) => {
        const problem = check.problemOf(answerOf(method, url, answer));
        if (problem !== undefined) throw new Error(problem);
      });
  }
  return http;
}

/** Undefined where the application has no REST routes. */
function checkOf(app: INestApplication): AnswerCheck | undefined {
  try {
    return new AnswerCheck(app.get(OpenApiDocument, { strict: false }).document());
  } catch (error) {
    if ((error as object).constructor.name === 'UnknownElementException') return undefined;
    throw error;
  }
}

function answerOf(method: string, url: string, answer: supertest.Response): Answer {
  // The request may have got its query after it was made.
  const path = (answer.request as { url?: string }).url ?? url;
  return {
    method,
    path: new URL(path, 'http://host').pathname,
    status: answer.status,
    type: answer.headers['content-type'],
    body: answer.body,
  };
}
