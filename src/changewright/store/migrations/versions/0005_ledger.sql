-- Written by `python -m changewright.store.schema_changes --write-migration`.

CREATE TABLE delivery (
    container_id bigint NOT NULL,
    id bigint NOT NULL,
    uuid uuid NOT NULL,
    webhook_id bigint NOT NULL,
    trigger_id bigint NOT NULL,
    revision bigint NOT NULL,
    sequence integer NOT NULL,
    created_at timestamptz NOT NULL,
    subject text COLLATE "C" NOT NULL,
    record_id bigint NOT NULL,
    event text COLLATE "C" NOT NULL,
    parent_id bigint,
    pending boolean NOT NULL,
    outcome text COLLATE "C",
    attempts jsonb NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE INDEX delivery_webhook_id_pending_created_at_sequence_idx ON delivery (container_id, webhook_id, pending, created_at, sequence);
CREATE INDEX delivery_webhook_id_created_at_sequence_idx ON delivery (container_id, webhook_id, created_at, sequence);

CREATE TABLE webhook_queue (
    container_id bigint NOT NULL,
    webhook_id bigint NOT NULL,
    authorization_header text COLLATE "C",
    failing_since timestamptz,
    failures integer NOT NULL,
    next_at timestamptz,
    leased_until timestamptz,
    leased_by uuid,
    PRIMARY KEY (container_id, webhook_id)
);

ALTER TABLE cost_item ADD COLUMN owner_submitted numeric(18,4);

ALTER TABLE cost_item ADD COLUMN owner_approved numeric(18,4);

CREATE TABLE webhook (
    container_id bigint NOT NULL,
    id bigint NOT NULL,
    uuid uuid NOT NULL,
    version bigint NOT NULL,
    revision bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    created_by bigint,
    changed_by bigint,
    deleted_at timestamptz,
    namespace text COLLATE "C" NOT NULL,
    destination_url text COLLATE "C" NOT NULL,
    payload text COLLATE "C" NOT NULL,
    active boolean NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX webhook_uuid_key ON webhook (container_id, uuid);
CREATE INDEX webhook_revision_idx ON webhook (container_id, revision);

CREATE TABLE webhook_trigger (
    container_id bigint NOT NULL,
    id bigint NOT NULL,
    uuid uuid NOT NULL,
    version bigint NOT NULL,
    revision bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    created_by bigint,
    changed_by bigint,
    deleted_at timestamptz,
    webhook_id bigint NOT NULL,
    subject text COLLATE "C" NOT NULL,
    event text COLLATE "C" NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX webhook_trigger_uuid_key ON webhook_trigger (container_id, uuid);
CREATE UNIQUE INDEX webhook_trigger_webhook_id_subject_event_key ON webhook_trigger (container_id, webhook_id, subject, event) WHERE deleted_at IS NULL;
CREATE INDEX webhook_trigger_webhook_id_idx ON webhook_trigger (container_id, webhook_id);
CREATE INDEX webhook_trigger_revision_idx ON webhook_trigger (container_id, revision);
