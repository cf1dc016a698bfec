-- What a device has to send is asked at every commit, starting from the accounts it holds.
create index targets_connection on targets (connection_id);
create index replies_connection on replies (connection_id);
