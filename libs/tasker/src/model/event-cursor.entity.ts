import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { EventConsumer } from './event-consumer.entity.js';

/** How far a durable subscriber has read the feed, and which process reads for it. */
@Entity({ schema: 'tasker', name: 'event_cursors', synchronize: false })
export class EventCursor {
  @PrimaryColumn({ type: 'text' })
  consumer: string;

  /** Transactions below it are seen, except those in `seenExcept`. */
  @Column({ type: 'bigint', name: 'seen_before' })
  seenBefore: string;

  /** The snapshot that is being read; null between two. */
  @Column({ type: 'bigint', name: 'until_before', nullable: true })
  untilBefore: string | null;

  /** The last one taken of that snapshot. */
  @Column({ type: 'bigint', default: 0 })
  position: string;

  /** Where new transactions begin in it. */
  @Column({ type: 'bigint', name: 'first_position', nullable: true })
  firstPosition: string | null;

  /** Where it ends. */
  @Column({ type: 'bigint', name: 'last_position', nullable: true })
  lastPosition: string | null;

  /** The process that reads; null: none does. */
  @Column({ type: 'uuid', nullable: true })
  holder: string | null;

  /** Until when nobody else may read. */
  @Column({ type: 'timestamptz', name: 'held_until', nullable: true })
  heldUntil: Date | null;

  @Column({ type: 'timestamptz', name: 'last_read_at', nullable: true })
  lastReadAt: Date | null;

  /** Events that were taken. */
  @Column({ type: 'bigint', default: 0 })
  delivered: string;

  /** Attempts that failed. */
  @Column({ type: 'bigint', default: 0 })
  failed: string;

  /** Events that were tried as often as allowed. */
  @Column({ type: 'bigint', name: 'given_up', default: 0 })
  givenUp: string;

  /** Events that were dropped before they could be taken. */
  @Column({ type: 'bigint', default: 0 })
  lost: string;

  @Column({ type: 'bigint', array: true, name: 'seen_except' })
  seenExcept: string[];

  @Column({ type: 'bigint', array: true, name: 'until_except', nullable: true })
  untilExcept: string[] | null;

  @OneToOne(() => EventConsumer, (consumer) => consumer.cursor, { createForeignKeyConstraints: false })
  @JoinColumn({ name: 'consumer' })
  of: Relation<EventConsumer>;
}
