-- A post may be made from another one: from an evergreen that fills a free slot.
alter table app.origins drop constraint origins_source_check;
alter table app.origins add constraint origins_source_check check (source in ('feed', 'calendar', 'post'));
