import type { TaskerOptions } from 'nestjs-tasker';

/** Lets callers in that say who they are, `Authorization: Bearer <name>`; each may do everything in its namespaces. */
export function callersBy(
  callers: Readonly<Record<string, { readonly namespaces?: readonly string[] }>>,
): NonNullable<TaskerOptions['auth']> {
  return {
    authenticator: {
      authenticate: ({ headers }: { headers: Readonly<Record<string, string | undefined>> }) => {
        const name = headers.authorization?.replace('Bearer ', '') ?? '';
        const caller = callers[name];
        return caller === undefined ? null : { id: name, admin: true, ...caller };
      },
    },
  };
}
