-- A purchase whose place another has taken says nothing any more, whatever its store still says of it.
alter table purchase add column replaced_by text;

-- A store that pays back what nobody acknowledges is told by the same job that tells it of ends.
alter table store_ending
    drop constraint store_ending_kind,
    add constraint store_ending_kind check (kind in ('subscription', 'pages', 'acknowledgement'));
