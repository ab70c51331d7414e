/** All six ports, as they were at first. What was released is never changed: a later file changes it. */
export const firstSchema = `
create table counter (name text primary key, value integer not null) without rowid;
insert into counter (name, value) values ('revision', 0), ('token', 0), ('receipt', 0);

create table document (
  key text not null primary key,
  revision integer not null,
  value text not null
);

create table lease (
  name text primary key,
  holder text not null,
  token integer not null,
  expires_at integer not null
) without rowid;

create table message (
  sequence integer primary key autoincrement,
  queue text not null,
  id text not null,
  available_at integer not null,
  deliveries integer not null,
  receipt integer not null,
  body text not null,
  payload blob,
  unique (queue, id)
);
create index message_by_time on message (queue, available_at, sequence);

create table series (
  id integer primary key,
  owner text not null,
  namespace text not null,
  metric text not null,
  dimensions text not null,
  unit text not null,
  last_at integer not null,
  unique (owner, namespace, metric, dimensions, unit)
);

-- Points lie in the order of their arrival and only the small index is sorted by series, so that a
-- minute of thousands of series touches few pages.
create table point (
  id integer primary key,
  series_id integer not null,
  at integer not null,
  resolution_seconds integer not null,
  sample_count real not null,
  sum real not null,
  minimum real not null,
  maximum real not null,
  sketch blob
);
create index point_by_time on point (series_id, at);

create table log_group (
  id integer primary key autoincrement,
  owner text not null,
  name text not null,
  unique (owner, name)
);

create table log_stream (
  id integer primary key autoincrement,
  group_id integer not null,
  name text not null,
  first_at integer not null,
  last_at integer not null,
  last_ingested_at integer not null,
  stored_bytes integer not null,
  unique (group_id, name)
);

create table log_event (
  id integer primary key autoincrement,
  group_id integer not null,
  stream_id integer not null,
  at integer not null,
  ingested_at integer not null,
  message text not null
);
create index log_event_by_group on log_event (group_id, at);
create index log_event_by_stream on log_event (stream_id, at);
`;
