-- Notices ask how posts stand that need somebody, after every commit that changed one.
create index standings_state on standings (state);
