-- The counts of get_system_health_counts, and when they were taken: kept ones when they are not older than p_max_age, nor than twenty
-- times what they cost, so that whoever asks often takes no more than a twentieth of a processor however many steps are unfinished. Else
-- they are taken anew, by one caller at a time; others get the kept ones meanwhile, and wait only when there are none. In a transaction
-- that may not write nothing is kept. Holds an advisory lock until the transaction ends, and writes the row of the marks unless roll_up
-- holds it. Called by AnalyticsReader.
create function tasker.health_figures(p_max_age interval, out figures jsonb, out counted_at timestamptz)
language plpgsql volatile
as $$
declare
  c_share constant double precision := 20;
  v_lock bigint := hashtextextended('tasker.health_figures', 0);
  v_from timestamptz;
begin
  for v_turn in 1 .. 2 loop
    select m.health, m.health_at into figures, counted_at from tasker.analytics_marks m
    where m.health_at >= clock_timestamp() - greatest(p_max_age, m.health_cost * c_share);
    if found then
      return;
    end if;
    exit when v_turn = 2 or current_setting('transaction_read_only') = 'on';
    if not pg_try_advisory_xact_lock(v_lock) then
      select m.health, m.health_at into figures, counted_at from tasker.analytics_marks m where m.health_at is not null;
      if found then
        return;
      end if;
      perform pg_advisory_xact_lock(v_lock);
    end if;
  end loop;
  v_from := clock_timestamp();
  counted_at := v_from;
  select to_jsonb(c) into figures from tasker.get_system_health_counts() c;
  if current_setting('transaction_read_only') = 'on' then
    return;
  end if;
  insert into tasker.analytics_marks default values on conflict do nothing;
  update tasker.analytics_marks m set health = figures, health_at = v_from, health_cost = clock_timestamp() - v_from
  where m.singleton = (select k.singleton from tasker.analytics_marks k for update skip locked);
end
$$;
