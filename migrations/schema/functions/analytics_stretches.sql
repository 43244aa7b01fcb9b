-- The stretches of the figures of analytics that tile the time from p_since on: runs [began_at, ended_at) of a span, of 60 seconds up to
-- the next full ten minutes, of 600 up to the next full hour, of 3600 from there on. The last run has no end. The beginning is rounded
-- down to a full stretch of the finest span that is kept so far back (analytics_kept_since) and not finer than p_finest. Nothing for a
-- time to come. The stretches are those of UTC, whatever the time zone of the session. Reads no table. Called by the functions that read
-- figures of analytics.
create function tasker.analytics_stretches(p_since timestamptz, p_finest integer default 60)
returns table (span integer, began_at timestamptz, ended_at timestamptz)
language plpgsql stable rows 3
as $$
declare
  c_origin constant timestamptz := '2000-01-01 00:00:00+00';
  v_now timestamptz := clock_timestamp();
begin
  if p_since > v_now or p_since is null then
    return;
  end if;
  span := greatest(p_finest, case when p_since >= tasker.analytics_kept_since(60, v_now) then 60
    when p_since >= tasker.analytics_kept_since(600, v_now) then 600 else 3600 end);
  began_at := date_bin(span * interval '1 second', p_since, c_origin);
  loop
    -- One run ends where the next coarser span has a full stretch; a run without a stretch is none.
    ended_at := case span when 3600 then 'infinity'
      else date_bin(case span when 60 then interval '10 minutes' else interval '1 hour' end,
        began_at + case span when 60 then interval '599.999999 seconds' else interval '3599.999999 seconds' end, c_origin) end;
    if began_at < ended_at and began_at <= v_now then
      return next;
    end if;
    exit when span = 3600;
    span := case span when 60 then 600 else 3600 end;
    began_at := ended_at;
  end loop;
end
$$;
