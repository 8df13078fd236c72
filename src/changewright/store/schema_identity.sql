-- Tables of identity. Two classes (see the table list):
--   directory: small reference tables, each row stamped with the directory's revision at its last
--              write, so that a process reads again only what changed;
--   local:     tokens, codes, sessions and keys, kept on one node, no foreign keys out of the class.

CREATE SEQUENCE IF NOT EXISTS record_id AS bigint INCREMENT BY 1 MINVALUE 1 MAXVALUE 9007199254740991;

-- directory ------------------------------------------------------------------------------------

CREATE TABLE directory_head (
    id smallint PRIMARY KEY CHECK (id = 1),
    revision bigint NOT NULL
);
INSERT INTO directory_head (id, revision) VALUES (1, 0);

CREATE TABLE account (
    id bigint PRIMARY KEY,
    uuid uuid NOT NULL UNIQUE,
    name text NOT NULL,
    revision bigint NOT NULL
);
CREATE INDEX account_revision ON account (revision);

CREATE TABLE company (
    id bigint PRIMARY KEY,
    uuid uuid NOT NULL UNIQUE,
    account_id bigint NOT NULL REFERENCES account (id),
    autodesk_id text NOT NULL UNIQUE,
    name text NOT NULL,
    trade text,
    city text,
    revision bigint NOT NULL
);
CREATE INDEX company_revision ON company (revision);

CREATE TABLE person (
    id bigint PRIMARY KEY,
    uuid uuid NOT NULL UNIQUE,
    autodesk_id text NOT NULL UNIQUE,
    email text NOT NULL UNIQUE,
    name text NOT NULL,
    company_id bigint REFERENCES company (id),
    title text,
    active boolean NOT NULL,
    password_hash text,
    revision bigint NOT NULL
);
CREATE INDEX person_revision ON person (revision);

CREATE TABLE project (
    id bigint PRIMARY KEY,
    uuid uuid NOT NULL UNIQUE,
    account_id bigint NOT NULL REFERENCES account (id),
    name text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    number text,
    type text,
    platform text NOT NULL,
    status text NOT NULL,
    cost_active boolean NOT NULL,
    revision bigint NOT NULL
);
CREATE INDEX project_revision ON project (revision);

CREATE TABLE member (
    project_id bigint NOT NULL REFERENCES project (id),
    person_id bigint NOT NULL REFERENCES person (id),
    role text NOT NULL CHECK (
        role IN ('admin', 'manager', 'estimator', 'approver', 'viewer', 'owner', 'supplier')
    ),
    company_id bigint REFERENCES company (id),
    active boolean NOT NULL,
    revision bigint NOT NULL,
    PRIMARY KEY (project_id, person_id)
);
CREATE INDEX member_revision ON member (revision);

CREATE TABLE oauth_client (
    client_id text PRIMARY KEY,
    name text NOT NULL,
    redirect_uris text[] NOT NULL,
    scopes text[] NOT NULL,
    public boolean NOT NULL,
    service_person_id bigint REFERENCES person (id),
    active boolean NOT NULL,
    secret_hash bytea,
    revision bigint NOT NULL
);
CREATE INDEX oauth_client_revision ON oauth_client (revision);

CREATE TABLE service_key (
    key_id text PRIMARY KEY,
    client_id text NOT NULL REFERENCES oauth_client (client_id),
    person_id bigint NOT NULL REFERENCES person (id),
    public_jwk text NOT NULL,
    active boolean NOT NULL,
    revision bigint NOT NULL
);
CREATE INDEX service_key_revision ON service_key (revision);

-- local ----------------------------------------------------------------------------------------

-- One authorization. Every code and token descends from one; revoking it ends the whole family.
CREATE TABLE oauth_grant (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('code', 'client', 'service', 'personal')),
    door text NOT NULL,
    client_id text NOT NULL,
    person_id bigint,
    scopes text[] NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX oauth_grant_person ON oauth_grant (person_id);
CREATE INDEX oauth_grant_created ON oauth_grant (created_at);

CREATE TABLE oauth_code (
    code_hash bytea PRIMARY KEY,
    grant_id uuid NOT NULL REFERENCES oauth_grant (id) ON DELETE CASCADE,
    client_id text NOT NULL,
    redirect_uri text NOT NULL,
    code_challenge text,
    nonce text,
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    claimed_at timestamptz,
    successor_id uuid
);
CREATE INDEX oauth_code_grant ON oauth_code (grant_id);

-- One step of a family: an access token (a JWT, whose `jti` is `id`; it is not kept) and, for
-- programs that may renew it, the hash of a refresh token. `salt` makes the refresh token from
-- the one presented for it, so that a repeated request can be given the same one.
CREATE TABLE oauth_token (
    id uuid PRIMARY KEY,
    grant_id uuid NOT NULL REFERENCES oauth_grant (id) ON DELETE CASCADE,
    scopes text[] NOT NULL,
    issued_at timestamptz NOT NULL,
    access_expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    salt bytea NOT NULL,
    refresh_hash bytea UNIQUE,
    refresh_expires_at timestamptz,
    claimed_at timestamptz,
    successor_id uuid
);
CREATE INDEX oauth_token_grant ON oauth_token (grant_id);

CREATE TABLE web_session (
    session_hash bytea PRIMARY KEY,
    person_id bigint NOT NULL,
    signed_in_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX web_session_person ON web_session (person_id);
CREATE INDEX web_session_expires ON web_session (expires_at);

CREATE TABLE signing_key (
    key_id text PRIMARY KEY,
    private_jwk text NOT NULL,
    created_at timestamptz NOT NULL,
    retired_at timestamptz
);

CREATE TABLE sign_in_attempt (
    subject_hash bytea PRIMARY KEY,
    attempts integer NOT NULL,
    window_ends_at timestamptz NOT NULL
);
CREATE INDEX sign_in_attempt_window ON sign_in_attempt (window_ends_at);
