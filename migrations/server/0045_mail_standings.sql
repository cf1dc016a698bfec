-- Mail tells of posts that are a person's to put up, that could not be taken down, and that are gone from their platform.
create index on app.publications (updated_at) where state = 'waiting' and error_code = 'by_hand';
create index on app.standings (updated_at) where state in ('failed', 'waiting');
create index on app.standings (updated_at) where state = 'gone';
