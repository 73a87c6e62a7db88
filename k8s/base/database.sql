-- What a database administrator does once, with psql 14 or newer: the database, and per service a schema with two login
-- roles. Passwords come from the environment (AUTH_OWNER_PASSWORD, AUTH_APP_PASSWORD, ...). Running it again changes
-- nothing but the passwords. The same as `./feedtape database bootstrap`; a test keeps them equal.
\set ON_ERROR_STOP on
SELECT 'CREATE DATABASE feedtape' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'feedtape') \gexec
\connect feedtape
REVOKE ALL ON DATABASE feedtape FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;

\getenv auth_owner AUTH_OWNER_PASSWORD
SELECT 'CREATE ROLE auth_owner' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'auth_owner') \gexec
ALTER ROLE auth_owner LOGIN NOCREATEDB NOCREATEROLE PASSWORD :'auth_owner';
\getenv auth_app AUTH_APP_PASSWORD
SELECT 'CREATE ROLE auth_app' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'auth_app') \gexec
ALTER ROLE auth_app LOGIN NOCREATEDB NOCREATEROLE PASSWORD :'auth_app';
GRANT CONNECT ON DATABASE feedtape TO auth_owner, auth_app;
CREATE SCHEMA IF NOT EXISTS auth AUTHORIZATION auth_owner;
REVOKE ALL ON SCHEMA auth FROM PUBLIC;
GRANT USAGE ON SCHEMA auth TO auth_app;
ALTER ROLE auth_owner SET search_path = auth;
ALTER ROLE auth_app SET search_path = auth;

\getenv feed_owner FEED_OWNER_PASSWORD
SELECT 'CREATE ROLE feed_owner' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'feed_owner') \gexec
ALTER ROLE feed_owner LOGIN NOCREATEDB NOCREATEROLE PASSWORD :'feed_owner';
\getenv feed_app FEED_APP_PASSWORD
SELECT 'CREATE ROLE feed_app' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'feed_app') \gexec
ALTER ROLE feed_app LOGIN NOCREATEDB NOCREATEROLE PASSWORD :'feed_app';
GRANT CONNECT ON DATABASE feedtape TO feed_owner, feed_app;
CREATE SCHEMA IF NOT EXISTS feed AUTHORIZATION feed_owner;
REVOKE ALL ON SCHEMA feed FROM PUBLIC;
GRANT USAGE ON SCHEMA feed TO feed_app;
ALTER ROLE feed_owner SET search_path = feed;
ALTER ROLE feed_app SET search_path = feed;

\getenv tts_owner TTS_OWNER_PASSWORD
SELECT 'CREATE ROLE tts_owner' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tts_owner') \gexec
ALTER ROLE tts_owner LOGIN NOCREATEDB NOCREATEROLE PASSWORD :'tts_owner';
\getenv tts_app TTS_APP_PASSWORD
SELECT 'CREATE ROLE tts_app' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tts_app') \gexec
ALTER ROLE tts_app LOGIN NOCREATEDB NOCREATEROLE PASSWORD :'tts_app';
GRANT CONNECT ON DATABASE feedtape TO tts_owner, tts_app;
CREATE SCHEMA IF NOT EXISTS tts AUTHORIZATION tts_owner;
REVOKE ALL ON SCHEMA tts FROM PUBLIC;
GRANT USAGE ON SCHEMA tts TO tts_app;
ALTER ROLE tts_owner SET search_path = tts;
ALTER ROLE tts_app SET search_path = tts;

\getenv billing_owner BILLING_OWNER_PASSWORD
SELECT 'CREATE ROLE billing_owner' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'billing_owner') \gexec
ALTER ROLE billing_owner LOGIN NOCREATEDB NOCREATEROLE PASSWORD :'billing_owner';
\getenv billing_app BILLING_APP_PASSWORD
SELECT 'CREATE ROLE billing_app' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'billing_app') \gexec
ALTER ROLE billing_app LOGIN NOCREATEDB NOCREATEROLE PASSWORD :'billing_app';
GRANT CONNECT ON DATABASE feedtape TO billing_owner, billing_app;
CREATE SCHEMA IF NOT EXISTS billing AUTHORIZATION billing_owner;
REVOKE ALL ON SCHEMA billing FROM PUBLIC;
GRANT USAGE ON SCHEMA billing TO billing_app;
ALTER ROLE billing_owner SET search_path = billing;
ALTER ROLE billing_app SET search_path = billing;

\getenv admin_owner ADMIN_OWNER_PASSWORD
SELECT 'CREATE ROLE admin_owner' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'admin_owner') \gexec
ALTER ROLE admin_owner LOGIN NOCREATEDB NOCREATEROLE PASSWORD :'admin_owner';
\getenv admin_app ADMIN_APP_PASSWORD
SELECT 'CREATE ROLE admin_app' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'admin_app') \gexec
ALTER ROLE admin_app LOGIN NOCREATEDB NOCREATEROLE PASSWORD :'admin_app';
GRANT CONNECT ON DATABASE feedtape TO admin_owner, admin_app;
CREATE SCHEMA IF NOT EXISTS admin AUTHORIZATION admin_owner;
REVOKE ALL ON SCHEMA admin FROM PUBLIC;
GRANT USAGE ON SCHEMA admin TO admin_app;
ALTER ROLE admin_owner SET search_path = admin;
ALTER ROLE admin_app SET search_path = admin;
