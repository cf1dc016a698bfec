-- What a look at the platform needs of what was prepared (a container's id), so that a lost answer can be asked about
-- after the process that prepared it is gone. Never a secret.
alter table app.publish_attempts add column trace text check (length(trace) <= 2000);
