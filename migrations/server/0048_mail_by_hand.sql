-- Mail tells when something that was put up by hand has to be taken down by hand.
create index on app.takedowns (remove_at) where remove_at is not null;
