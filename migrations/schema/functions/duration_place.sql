-- The place of a duration in a distribution: 1 up to a tenth of a millisecond, then eight places for each doubling, the last one (310) from a
-- year and a half on. A distribution is the number of durations at each place, without the zeros at its end: what it says of a duration is
-- right to 4.5 %. Called by whoever counts.
create function tasker.duration_place(p_seconds double precision)
returns integer
-- Not strict: a strict one would be called for each row instead of being written into the query.
language sql immutable parallel safe
return case when p_seconds is null then null when p_seconds <= 0.0001 then 1
  else least(1 + ceil(8 * ln(p_seconds / 0.0001) / 0.6931471805599453), 310)::integer end;
