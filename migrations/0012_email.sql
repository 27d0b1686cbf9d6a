-- Where letters with links for passwords go; empty where nobody knows. Several accounts may share one.
alter table accounts add column email text not null default '' collate nocase;

create index accounts_by_email on accounts (email) where email <> '';
