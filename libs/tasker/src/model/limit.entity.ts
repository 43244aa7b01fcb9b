import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** How much may run at once, and how often something may start. */
@Entity({ schema: 'tasker', name: 'limits', synchronize: false })
export class Limit {
  @PrimaryGeneratedColumn('identity', { type: 'integer', name: 'limit_id', generatedIdentity: 'ALWAYS' })
  limitId: number;

  /** `queue`, `system` or `key`. */
  @Column({ type: 'text' })
  kind: string;

  @Column({ type: 'text' })
  name: string;

  /** Most steps at once; null for keys, whose definitions say it. */
  @Column({ type: 'integer', name: 'max_running', nullable: true })
  maxRunning: number | null;

  /** Starts in `perSeconds`. */
  @Column({ type: 'double precision', nullable: true })
  rate: number | null;

  @Column({ type: 'double precision', name: 'per_seconds', nullable: true })
  perSeconds: number | null;

  @Column({ type: 'integer', nullable: true })
  burst: number | null;

  /** What could start at once at `refilledAt`. */
  @Column({ type: 'double precision', nullable: true })
  tokens: number | null;

  @Column({ type: 'timestamptz', name: 'refilled_at', nullable: true })
  refilledAt: Date | null;

  /** Attempts of steps without a key; a 64-bit number, as text. */
  @Column({ type: 'bigint', default: 0 })
  keyless: string;
}
