-- What a sign-in that failed found out about permissions, for the desktop that shows how far it came.
alter table secrets.sign_in_flows add column permissions jsonb;
