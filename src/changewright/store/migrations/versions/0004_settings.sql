-- What people call their tokens, and whose account a program was registered for. Written by hand.

ALTER TABLE oauth_grant ADD COLUMN name text;
ALTER TABLE oauth_client ADD COLUMN account_id bigint REFERENCES account (id);
