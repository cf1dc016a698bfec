-- Whether a person puts a post up on a channel that Pillarbox could publish to.
alter table targets add column by_hand integer not null default 0;
-- Asked at every commit: whether there is any.
create index targets_by_hand on targets (post_id) where by_hand = 1;
