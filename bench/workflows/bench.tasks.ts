import type { NamedTaskRequest, Orchestrator } from 'nestjs-tasker';

/** Most tasks created by one call. */
const CHUNK = 500;
/** Most bytes of contexts in one call. */
const CHUNK_BYTES = 10_000_000;
/** Of the usual context. */
export const USUAL_BYTES = 100;

/** A request of the bench: a context of about 100 bytes, or so many more. */
export function taskRequest(workflow: string, number: number, contextBytes = USUAL_BYTES): NamedTaskRequest {
  const context = { number, reference: `order-${number}`, note: 'a context of about one hundred bytes as JSON text' };
  return { name: workflow, context: contextBytes <= USUAL_BYTES ? context : { ...context, lines: linesOf(contextBytes - USUAL_BYTES) } };
}

/** Creates many tasks, 500 a call, one call after the other. Returns their ids. */
export function createMany(orchestrator: Orchestrator, workflow: string, tasks: number): Promise<string[]> {
  return createSized(orchestrator, workflow, { tasks, contextBytes: USUAL_BYTES });
}

/** The same with contexts of a size; large ones are fewer a call. */
export async function createSized(
  orchestrator: Orchestrator,
  workflow: string,
  { tasks, contextBytes }: { tasks: number; contextBytes: number },
): Promise<string[]> {
  const ids: string[] = [];
  const chunk = Math.max(1, Math.min(CHUNK, Math.floor(CHUNK_BYTES / contextBytes)));
  while (ids.length < tasks) {
    const size = Math.min(chunk, tasks - ids.length);
    const requests = Array.from({ length: size }, (_, place) => taskRequest(workflow, ids.length + place, contextBytes));
    for (const { taskId } of await orchestrator.createTasks(requests)) ids.push(taskId);
  }
  return ids;
}

/** Lines of an order, in all so many bytes of JSON: different enough that the server does not press them to nothing. */
function linesOf(bytes: number): object[] {
  const lines: object[] = [];
  for (let size = 0, number = 1; size < bytes; number += 1) {
    const line = {
      article: `a-${(number * 2_654_435_761) % 4_294_967_296}`,
      quantity: (number * 7) % 1_000,
      price: ((number * 7_919) % 100_000) / 100,
    };
    size += JSON.stringify(line).length + 1;
    lines.push(line);
  }
  return lines;
}
