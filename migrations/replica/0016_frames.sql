-- Which part of a file goes out, and what stands for it.
alter table attachments add column crop text;
alter table attachments add column cover text;
update base_rows set data = json_set(data, '$.crop', json('null'), '$.cover', json('null'))
 where kind = 'attachment' and data is not null;
