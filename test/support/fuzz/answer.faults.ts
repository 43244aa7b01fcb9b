import type { AnswerCheck } from '../answer.check.js';
import type { FuzzAnswer } from './fuzz.client.js';
import type { FuzzedRequest } from './fuzzed.requests.js';
import { HOSTILE_HTML } from './hostile.values.js';

/** What must never be told: stacks, files of the server, the words of the database. */
const INSIDES =
  /\n\s+at .+:\d+:\d+|node_modules|\/libs\/tasker\/|\/dist\/|QueryFailedError|syntax error|invalid input|violates|relation "|column "|duplicate key|out of range|deadlock|stack depth|Maximum call stack|Cannot read prop|is not a function|undefined \(reading|pg_catalog|byte sequence/i;

/** What is wrong with an answer to a fuzzed request; undefined when nothing is. `foreign`: words that the caller must not learn. */
export function faultOf(check: AnswerCheck, request: FuzzedRequest, answer: FuzzAnswer, foreign: readonly RegExp[]): string | undefined {
  const { status, text } = answer;
  if (status >= 500 && status !== 503) return `status ${status}: ${text.slice(0, 500)}`;
  return disagreement(check, request, answer) ?? leak(request, answer, foreign) ?? openDoor(answer);
}

function disagreement(check: AnswerCheck, { method, path }: FuzzedRequest, answer: FuzzAnswer): string | undefined {
  const type = header(answer, 'content-type');
  const body = type?.startsWith('application/json') === true ? parsed(answer.text) : answer.text;
  return check.problemOf({ method, path: path.split('?')[0]!, status: answer.status, type, body });
}

function leak(request: FuzzedRequest, { status, text }: FuzzAnswer, foreign: readonly RegExp[]): string | undefined {
  const inside = status >= 400 ? INSIDES.exec(text)?.[0] : undefined;
  if (inside !== undefined) return `tells of its insides: ${inside} in ${text.slice(0, 500)}`;
  const told = foreign.find((word) => word.test(text) && !word.test(sentBy(request)));
  return told === undefined ? undefined : `tells what is of another namespace, ${String(told)}: ${text.slice(0, 800)}`;
}

function openDoor(answer: FuzzAnswer): string | undefined {
  const isPage = /html|svg/.test(header(answer, 'content-type') ?? '');
  if (isPage && HOSTILE_HTML.some((html) => answer.text.includes(html))) return 'does not escape what it shows';
  return header(answer, 'x-injected') === undefined ? undefined : 'lets a caller write a header';
}

function header({ headers }: FuzzAnswer, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return `no JSON: ${text.slice(0, 200)}`;
  }
}

function sentBy({ path, body, headers }: FuzzedRequest): string {
  return `${path} ${String(body)} ${Object.values(headers).join(' ')}`;
}
