-- Whether a task or a step may go from one state to another. Called by the functions that act for people.
create function tasker.may_move(p_subject text, p_from text, p_to text)
returns boolean
language sql immutable
as $$
  select exists (
    select from tasker.allowed_moves() m where m.subject = p_subject and m.from_state = p_from and m.to_state = p_to);
$$;
