-- Passwords from the environment, for the container of compose.yaml: run by psql after db-roles.sql.
\set ON_ERROR_STOP on
\getenv owner_password OWNER_PASSWORD
\getenv web_password WEB_PASSWORD
ALTER ROLE grunnmur_owner PASSWORD :'owner_password';
ALTER ROLE grunnmur_web PASSWORD :'web_password';
