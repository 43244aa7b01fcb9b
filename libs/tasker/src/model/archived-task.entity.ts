import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TaskState } from './states.js';

/** A finished task that retention took out of the other tables, as one document. */
@Entity({ schema: 'tasker', name: 'archived_tasks', synchronize: false })
export class ArchivedTaskRecord {
  @PrimaryColumn({ type: 'uuid', name: 'task_id' })
  taskId: string;

  @Column({ type: 'timestamptz', name: 'archived_at' })
  archivedAt: Date;

  @Column({ type: 'text' })
  namespace: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text' })
  version: string;

  @Column({ type: 'text' })
  state: TaskState;

  @Column({ type: 'timestamptz', name: 'requested_at' })
  requestedAt: Date;

  @Column({ type: 'timestamptz', name: 'finished_at' })
  finishedAt: Date;

  /** The rows of the task, its steps, both histories and its notes. */
  @Column({ type: 'jsonb' })
  document: Record<string, unknown>;
}
