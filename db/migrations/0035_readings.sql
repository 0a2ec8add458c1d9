-- What the system itself looks like, taken by the worker now and then: counts and ages, nothing of anybody.
create table readings (
  name text not null,
  kind text not null,
  value double precision not null,
  taken_at timestamptz not null,
  primary key (name, kind)
);
grant select on readings to hersys_web;
grant select, insert, update, delete on readings to hersys_worker;
