import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Which process runs a recurring job, and until when nobody else may. */
@Entity({ schema: 'tasker', name: 'job_leases', synchronize: false })
export class JobLeaseRecord {
  @PrimaryColumn({ type: 'text' })
  name: string;

  @Column({ type: 'uuid' })
  holder: string;

  @Column({ type: 'timestamptz' })
  until: Date;

  /** Where the job goes on; its own. */
  @Column({ type: 'jsonb', nullable: true })
  progress: Record<string, unknown> | null;
}
