-- What one account allows beside its platform's usual; JSON.
alter table connections add column limits text;
update base_rows set data = json_set(data, '$.limits', json('null')) where kind = 'connection' and data is not null;
