-- Whose turn it is to refresh a sign-in, and until when: no transaction stays open while a platform is asked.
alter table secrets.connection_secrets
  add column refreshing_by uuid,
  add column refreshing_until timestamptz,
  add check ((refreshing_by is null) = (refreshing_until is null));
