-- Makes those deliveries due that were still being tried when their process lost its lease: they have no failure, and a time in which they
-- were to be settled. The caller holds the cursor's row. Called by hold_consumer.
create function tasker.resume_deliveries(p_consumer text, p_now timestamptz)
returns void
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
as $$
begin
  update tasker.event_deliveries d set next_attempt_at = p_now
  where d.consumer = p_consumer and d.next_attempt_at > p_now and d.attempts = 0;
end
$$;
