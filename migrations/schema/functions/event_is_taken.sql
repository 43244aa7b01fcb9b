-- Whether a consumer has taken what a transaction fed at a position. Called by trim_feed.
create function tasker.event_is_taken(p_cursor tasker.event_cursors, p_transaction_id bigint, p_position bigint)
returns boolean
language sql immutable
as $$
  select p_transaction_id < p_cursor.seen_before and p_transaction_id <> all (p_cursor.seen_except)
    or p_position <= p_cursor.position and p_transaction_id < p_cursor.until_before and p_transaction_id <> all (p_cursor.until_except);
$$;
