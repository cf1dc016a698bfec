-- The picture that stands for a film is found from the picture: what is in use, what is still to be uploaded.
create index attachments_cover on attachments (cover ->> '$.asset_id');
