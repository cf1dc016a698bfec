-- A scope whose first snapshot is not whole yet: its rows come in slices and are not shown until then.
create table loading (scope text primary key not null) strict, without rowid;

-- A new snapshot of a scope that has one, as far as it has come. data null: the row is the same as the one here.
create table staged (
  scope text not null,
  kind text not null,
  id text not null,
  data text,
  primary key (scope, kind, id)
) strict, without rowid;
