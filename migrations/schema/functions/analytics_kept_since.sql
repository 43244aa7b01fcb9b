-- The beginning of the first stretch of p_span seconds whose figures are kept at p_now: those of a minute for five hours, those of ten
-- minutes for 26, those of an hour until trim_analytics takes them. Called by those who count history, by trim_analytics and by readers.
create function tasker.analytics_kept_since(p_span integer, p_now timestamptz)
returns timestamptz
language sql immutable parallel safe
return case p_span
  when 60 then date_bin('1 minute', p_now - interval '5 hours', timestamptz '2000-01-01 00:00:00+00')
  when 600 then date_bin('10 minutes', p_now - interval '26 hours', timestamptz '2000-01-01 00:00:00+00')
  else timestamptz '-infinity' end;
