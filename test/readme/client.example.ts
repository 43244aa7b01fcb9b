// #region client
import createClient from 'openapi-fetch';
import type { paths } from './tasker.js';

export async function order(baseUrl: string, token: string) {
  const tasker = createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${token}` } }); // https://shop.example/tasker
  const { data, error } = await tasker.POST('/tasks', {
    body: { namespace: 'shop', name: 'process_order', context: { orderId: 'o-1', amount: 12 } },
  });
  if (error) throw new Error(error.message);
  return data.task.task_id;
}
// #endregion
