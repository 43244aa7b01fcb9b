// #region subscription
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

const query = `subscription ($after: String) {
  tasksChanged(filter: { namespace: "shop", status: error }, after: $after) { kind cursor taskId }
}`;

export async function failures(
  { url, token, after }: { url: string; token: string; after?: string },
  show: (taskId: string, cursor: string) => void,
) {
  const connectionParams = { authorization: `Bearer ${token}` };
  // A client that connects again by itself would not know its place: call this again with the latest cursor.
  const client = createClient({ url, webSocketImpl: WebSocket, connectionParams, retryAttempts: 0 });
  const answers = client.iterate<{ tasksChanged: { kind: string; cursor: string; taskId: string } }>({ query, variables: { after } });
  for await (const { data } of answers) {
    if (data?.tasksChanged.kind === 'task_changed') show(data.tasksChanged.taskId, data.tasksChanged.cursor);
  }
}
// #endregion
