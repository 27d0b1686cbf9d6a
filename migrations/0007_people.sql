-- By what an account can be entered, besides its password.
alter table accounts add column is_suspended integer not null default 0 check (is_suspended in (0, 1));
-- The hash of the secret in the link by which its password is chosen, and when the link is worthless.
alter table accounts add column link_hash text;
alter table accounts add column link_expires_at integer;

create unique index accounts_by_link on accounts (link_hash) where link_hash is not null;

-- With what somebody signed in, as they recognise it in the list of their sign-ins.
alter table sessions add column device text not null default '';
