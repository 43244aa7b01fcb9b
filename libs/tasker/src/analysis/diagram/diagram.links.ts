/** Absolute links into the REST API. Only the configured base is used: what a request says of its host may be anybody's. */
export class DiagramLinks {
  constructor(private readonly base: string | null) {}

  task(taskId: string): string | null {
    return this.at('tasks', taskId);
  }

  step(taskId: string, stepId: number): string | null {
    return this.at('tasks', taskId, 'workflow_steps', String(stepId));
  }

  definition({ namespace, name, version }: { readonly namespace: string; readonly name: string; readonly version: string }): string | null {
    const path = this.at('handlers', namespace, name);
    return path === null ? null : `${path}?version=${encodeURIComponent(version)}`;
  }

  private at(...parts: readonly string[]): string | null {
    return this.base === null ? null : [this.base, ...parts.map(encodeURIComponent)].join('/');
  }
}
