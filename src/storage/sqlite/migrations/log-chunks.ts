/**
 * Log events lie in chunks instead of rows: several of one stream, of one batch, and of less than a
 * second. What has been stored is brought into chunks by the same rule. The numbers of events go on
 * where they were.
 */
export const logChunks = `
create table log_chunk (
  id integer primary key,
  group_id integer not null,
  stream_id integer not null,
  first_at integer not null,
  last_at integer not null,
  ingested_at integer not null,
  event_count integer not null,
  message_bytes integer not null,
  -- Numbers, moments and messages of the events, in the order of arrival: three arrays in one.
  events text not null
);

insert into log_chunk
select min(id), group_id, stream_id, min(at), max(at), ingested_at, count(*), sum(octet_length(message)),
  json_array(json_group_array(id order by id), json_group_array(at order by id), json_group_array(message order by id))
from log_event group by group_id, stream_id, ingested_at, at / 1000;

create index log_chunk_of_group_by_first on log_chunk (group_id, first_at);
create index log_chunk_of_group_by_last on log_chunk (group_id, last_at);
create index log_chunk_of_stream_by_first on log_chunk (stream_id, first_at);
create index log_chunk_of_stream_by_last on log_chunk (stream_id, last_at);

insert into counter (name, value)
  values ('log-event', coalesce((select seq from sqlite_sequence where name = 'log_event'), 0));
drop table log_event;
`;
