-- The language a person is written to in, as their desktops ask for it; null where none has said so yet.
alter table app.mail_wishes
  alter column failures set default true,
  add column language text check (length(language) between 1 and 200);
