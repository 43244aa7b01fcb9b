-- How far each consumer has read the feed, and which process reads for it. A transaction is seen when its id is below `seen_before` and
-- not one of `seen_except`, which were open then: a position alone would lose what commits late. `until_…` is the snapshot that is being
-- read, page by page: `position` is the last one taken of it, new transactions begin at `first_position`, nothing is above `last_position`;
-- null between two snapshots. The half-empty pages keep the updates HOT.
create table tasker.event_cursors (
  consumer text not null,
  seen_before bigint not null,
  until_before bigint,
  position bigint not null default 0,
  first_position bigint,
  last_position bigint,
  holder uuid,
  held_until timestamptz,
  last_read_at timestamptz,
  delivered bigint not null default 0,
  failed bigint not null default 0,
  given_up bigint not null default 0,
  lost bigint not null default 0,
  seen_except bigint[] not null,
  until_except bigint[],
  constraint event_cursors_pkey primary key (consumer),
  constraint event_cursors_until check ((until_before is null) = (until_except is null) and (until_before is null) = (last_position is null))
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);
