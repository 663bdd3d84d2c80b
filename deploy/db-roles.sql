-- The database of Grunnmur and its three roles, on a PostgreSQL server of your own (15 or newer).
--
--   psql -d postgres -f db-roles.sql        as a superuser; harmless when run again
--   \password grunnmur_owner                then give each role that logs in over the network a password
--
-- grunnmur_owner   owns the tables; only `grunnmur migrate` logs in as it
-- grunnmur_web     serves pages and runs jobs, under row-level security
-- grunnmur_backup  reads everything past row-level security: pg_dump and nothing else
--
-- What each role may do with the tables is granted by `grunnmur migrate`.

\set ON_ERROR_STOP on

SELECT 'CREATE ROLE grunnmur_owner' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'grunnmur_owner') \gexec
SELECT 'CREATE ROLE grunnmur_web' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'grunnmur_web') \gexec
SELECT 'CREATE ROLE grunnmur_backup' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'grunnmur_backup') \gexec

ALTER ROLE grunnmur_owner LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS NOCREATEDB;
ALTER ROLE grunnmur_web LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS NOCREATEDB;
ALTER ROLE grunnmur_backup LOGIN NOSUPERUSER NOCREATEROLE BYPASSRLS NOCREATEDB;
GRANT pg_read_all_data TO grunnmur_backup;

SELECT $$CREATE DATABASE grunnmur OWNER grunnmur_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'$$
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'grunnmur') \gexec
REVOKE ALL ON DATABASE grunnmur FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE grunnmur TO grunnmur_web;
GRANT CONNECT ON DATABASE grunnmur TO grunnmur_backup;

\connect grunnmur
SET ROLE grunnmur_owner;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;
