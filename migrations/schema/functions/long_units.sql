-- The units of lower priority that a limited claim begins with, because they have waited long (aged_units), and how many may start:
-- p_aging.slots of them. Those under several limits of queues and systems have to keep a place from one claim to the next, so they come
-- first in all claims for a quarter of the time: in one of four spans of p_aging.seconds, the same for all workers, a priority each time.
-- Called by claim_limited.
create function tasker.long_units(p_units jsonb, p_aging jsonb, p_now timestamptz, out units jsonb, out slots integer)
language plpgsql stable
as $$
declare
  v_span bigint := coalesce(floor(extract(epoch from p_now) / nullif((p_aging ->> 'seconds')::double precision, 0)), 0);
begin
  if p_aging is null then
    return;
  end if;
  if v_span % 4 = 0 then
    slots := greatest((p_aging ->> 'slots')::integer, 1);
    units := (
      select jsonb_agg(u.unit order by u.place)
      from jsonb_array_elements(tasker.aged_units(p_units, p_aging || jsonb_build_object('turn', v_span / 4), p_now))
        with ordinality as u (unit, place)
      where (select count(*) from tasker.lane_limits(array[(u.unit ->> 0)::integer]) l where l.kind <> 'key') > 1);
  end if;
  if units is null then
    slots := (p_aging ->> 'slots')::integer;
    units := case when slots > 0 then tasker.aged_units(p_units, p_aging, p_now) end;
  end if;
end
$$;
