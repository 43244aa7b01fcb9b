import { Module } from '@nestjs/common';
import { Orchestrator, PermanentError, TaskAnnotations } from 'nestjs-tasker';
import type { AuthenticationRequest, Principal, TaskView } from 'nestjs-tasker';
import type { HostApplication } from '../../e2e/host.application.js';
import { workflow } from '../workflows.js';

/** Two parties that must not learn of each other: what is theirs has their word in it, and the names of namespaces another one. */
export const TENANTS = ['alpha', 'beta'] as const;
export type Tenant = (typeof TENANTS)[number];

/** Where the things of a party are. */
export const namespaceOf = (tenant: Tenant): string => `${tenant}mark`;

/** Words that only a party itself may read. */
export const secretsOf = (tenant: Tenant): RegExp[] => [new RegExp(`${tenant}secret`), new RegExp(`${tenant}mark`)];

/** Everything, in its own namespace. */
const principalOf = (tenant: Tenant): Principal => ({ id: `${tenant}secret`, admin: true, namespaces: [namespaceOf(tenant)] });

/** The name of a party is its key. */
export const TENANT_AUTH = {
  authenticator: {
    authenticate({ headers }: AuthenticationRequest): Principal | null {
      const tenant = TENANTS.find((name) => headers.authorization === `Bearer ${name}`);
      return tenant === undefined ? null : principalOf(tenant);
    },
  },
};

function parcelOf(tenant: Tenant) {
  const secret = `${tenant}secret`;
  const stamp = `${secret}_stamp`;
  return workflow(
    'parcel',
    {
      weigh: { skippable: true, run: () => ({ grams: 100, of: secret }), description: `weighs for ${secret}` },
      [stamp]: { dependsOn: 'weigh' },
      send: { dependsOn: ['weigh', stamp], run: () => ({ at: `${secret} street` }) },
    },
    { namespace: namespaceOf(tenant), version: '1.0.0', description: `${secret} parcels` },
  );
}

function letterOf(tenant: Tenant) {
  const secret = `${tenant}secret`;
  const run = () => {
    throw new PermanentError(`no ink at ${secret}`, { errorCode: 'NO_INK', context: { shop: secret } });
  };
  return workflow('letter', { write: { dependentSystem: `${secret}_press`, run } }, { namespace: namespaceOf(tenant), version: '1.0.0' });
}

/** The workflows of both. */
@Module({ providers: TENANTS.flatMap((tenant) => [parcelOf(tenant), letterOf(tenant)]) })
export class TenantsModule {}

/** Creates tasks of every kind, and waits until those that can end have ended; needs a host that works. */
export async function furnish({ app }: HostApplication): Promise<string[]> {
  const orchestrator = app.get(Orchestrator);
  const ids: string[] = [];
  for (const tenant of TENANTS) {
    for (const name of ['parcel', 'parcel', 'letter', 'letter', 'letter']) {
      const { taskId } = await orchestrator.createTask(requestOf(tenant, name));
      await orchestrator.waitForTask(taskId, { timeout: '20s' });
      await app.get(TaskAnnotations).add(taskId, 'review', { by: `${tenant}secret`, stars: 5 });
      ids.push(taskId);
    }
  }
  return ids;
}

/** Tasks that wait; needs a host that does not work. */
export async function furnishWaiting({ app }: HostApplication): Promise<string[]> {
  const orchestrator = app.get(Orchestrator);
  const created: TaskView[] = [];
  for (const tenant of TENANTS) {
    for (let number = 0; number < 4; number += 1) created.push(await orchestrator.createTask(requestOf(tenant, 'parcel')));
    await orchestrator.pauseTask(created.at(-1)!.taskId, { reason: `${tenant}secret pause`, actor: `${tenant}secret` });
    await orchestrator.cancelTask(created.at(-2)!.taskId, { reason: `${tenant}secret cancel`, actor: `${tenant}secret` });
  }
  return created.map(({ taskId }) => taskId);
}

function requestOf(tenant: Tenant, name: string) {
  const secret = `${tenant}secret`;
  return {
    namespace: namespaceOf(tenant),
    name,
    context: { note: secret, [secret]: 1 },
    tags: [secret],
    initiator: secret,
    sourceSystem: secret,
    reason: secret,
  };
}
