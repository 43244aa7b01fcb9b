import type { NamedTaskRequest, Orchestrator } from 'nestjs-tasker';

/** Most tasks created by one call. */
const CHUNK = 500;

/** A request of the bench: a context of about 100 bytes. */
export function taskRequest(workflow: string, number: number): NamedTaskRequest {
  return { name: workflow, context: { number, reference: `order-${number}`, note: 'a context of about one hundred bytes as JSON text' } };
}

/** Creates many tasks, 500 a call, one call after the other. Returns their ids. */
export async function createMany(orchestrator: Orchestrator, workflow: string, tasks: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < tasks) {
    const size = Math.min(CHUNK, tasks - ids.length);
    const requests = Array.from({ length: size }, (_, place) => taskRequest(workflow, ids.length + place));
    for (const { taskId } of await orchestrator.createTasks(requests)) ids.push(taskId);
  }
  return ids;
}
