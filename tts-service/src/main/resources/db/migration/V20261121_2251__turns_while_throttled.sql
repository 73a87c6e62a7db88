-- After the provider throttled us the bucket is smaller for a while. What is made ahead left half of the whole bucket to those
-- who wait, which was then all there was: jobs and marks got nothing even when nobody waited. It leaves half of what there is.
-- Gives an instance turns with an engine. One at a time decides, by the lock on the engine's row; every statement after
-- the lock sees what those before it left.
create or replace function take_turns(
    the_engine text, me uuid, running_here integer, unused integer,
    urgent_wanted integer, urgent_accounts integer, background_wanted integer,
    per_second double precision, burst integer, at_once integer,
    out urgent_granted integer, out background_granted integer, out running_everywhere integer, out wait_ms integer)
    language plpgsql
    set search_path from current
    set lock_timeout to '700ms'
as
$$
declare
    moment         timestamptz := app_now();
    known          engine_pace;
    pace_now       double precision;
    bucket         double precision;
    each           double precision;
    to_fill        double precision;
    room           double precision;
    free           integer;
    free_slots     integer;
    others_waiting integer;
begin
    insert into engine_pace (engine, full_at, paced_at) values (the_engine, moment, moment) on conflict do nothing;
    select * into known from engine_pace where engine = the_engine for update;
    -- After the provider throttled us, all of its rate is used again within half a minute.
    pace_now := least(1, known.pace + greatest(0, extract(epoch from moment - known.paced_at)) / 30);
    each := 1 / (per_second * pace_now);
    bucket := greatest(1, floor(burst * pace_now));
    to_fill := extract(epoch from known.full_at - moment);
    -- Whoever waited for the lock is of an older moment than those before it, and may find less than nothing. No wait
    -- explains more than two seconds: then the clock was set back, which must not keep the bucket empty.
    if to_fill > bucket * each + 2 then
        to_fill := bucket * each;
    end if;
    room := least(bucket, bucket - to_fill / each + unused);
    select at_once - running_here - coalesce(sum(running), 0),
           coalesce(sum(waiting) filter (where asked_at > moment - interval '1 second'), 0)
    into free_slots, others_waiting
    from engine_share
    where engine = the_engine and instance <> me and asked_at > moment - interval '5 seconds';
    free := greatest(0, least(floor(room + 1e-6), free_slots));

    -- Whoever does not wait has one turn in eight even when others do.
    background_granted := case when known.urgent_turns >= 7 then least(background_wanted, free, 1) else 0 end;
    -- Where others wait too, an instance takes its accounts' part of what there is.
    urgent_granted := least(urgent_wanted, free - background_granted,
        ceil((free - background_granted) * urgent_accounts / greatest(1, urgent_accounts + others_waiting)::double precision));
    if urgent_granted = urgent_wanted and others_waiting = 0 then
        -- Half of the bucket as large as it is now and a quarter of the calls at once are left to whoever comes next
        -- and waits.
        background_granted := greatest(background_granted, least(background_wanted,
            floor(room + 1e-6) - urgent_granted - floor(bucket / 2), free_slots - urgent_granted - at_once / 4));
    end if;

    room := room - urgent_granted - background_granted;
    update engine_pace
    set full_at = moment + make_interval(secs => (bucket - room) * each),
        paced_at = least(paced_at, moment),
        urgent_turns = case when background_granted > 0 then 0 else least(7, urgent_turns + urgent_granted) end
    where engine = the_engine;
    running_everywhere := at_once - free_slots + urgent_granted + background_granted;
    insert into engine_share (engine, instance, running, waiting, asked_at)
    values (the_engine, me, running_here + urgent_granted + background_granted,
            case when urgent_granted < urgent_wanted then urgent_accounts else 0 end, moment)
    on conflict (engine, instance) do update
        set running = excluded.running, waiting = excluded.waiting, asked_at = excluded.asked_at;
    wait_ms := case
        when running_everywhere >= at_once or urgent_granted = urgent_wanted then 50
        else greatest(0, ceil(1000 * each * (1 - room)))
    end;
end
$$;
