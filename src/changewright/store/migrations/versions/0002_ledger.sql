-- Written by `python -m changewright.store.schema_changes --write-migration`.

ALTER TABLE change_order ADD COLUMN package_id bigint;

ALTER TABLE change_order ADD COLUMN issue_number bigint NOT NULL DEFAULT 0;

ALTER TABLE change_order ALTER COLUMN issue_number DROP DEFAULT;

ALTER TABLE change_order ADD COLUMN private boolean NOT NULL DEFAULT false;

ALTER TABLE change_order ALTER COLUMN private DROP DEFAULT;

ALTER TABLE change_order ADD COLUMN field_change boolean NOT NULL DEFAULT false;

ALTER TABLE change_order ALTER COLUMN field_change DROP DEFAULT;

ALTER TABLE change_order ADD COLUMN signature_required boolean NOT NULL DEFAULT false;

ALTER TABLE change_order ALTER COLUMN signature_required DROP DEFAULT;

ALTER TABLE change_order ADD COLUMN enable_ssov boolean NOT NULL DEFAULT false;

ALTER TABLE change_order ALTER COLUMN enable_ssov DROP DEFAULT;

ALTER TABLE change_order ADD COLUMN paid_flag boolean NOT NULL DEFAULT false;

ALTER TABLE change_order ALTER COLUMN paid_flag DROP DEFAULT;

ALTER TABLE change_order ADD COLUMN location_id bigint;

ALTER TABLE change_order ADD COLUMN received_from_id bigint;

ALTER TABLE change_order ADD COLUMN reviewer_id bigint;

ALTER TABLE change_order ADD COLUMN reviewed_at timestamptz;

ALTER TABLE change_order ADD COLUMN reviewed_by bigint;

ALTER TABLE change_order ADD COLUMN review_notes text COLLATE "C";

CREATE INDEX change_order_package_id_idx ON change_order (container_id, package_id);

ALTER TABLE face ADD COLUMN issue_number bigint NOT NULL DEFAULT 0;

ALTER TABLE face ALTER COLUMN issue_number DROP DEFAULT;

ALTER TABLE face ADD COLUMN paid_flag boolean NOT NULL DEFAULT false;

ALTER TABLE face ALTER COLUMN paid_flag DROP DEFAULT;

ALTER TABLE face ADD COLUMN executed_flag boolean NOT NULL DEFAULT false;

ALTER TABLE face ALTER COLUMN executed_flag DROP DEFAULT;

ALTER TABLE face ADD COLUMN signed_at date;

ALTER TABLE face ADD COLUMN reviewed_at timestamptz;

ALTER TABLE face ADD COLUMN reviewed_by bigint;

ALTER TABLE face ADD COLUMN review_notes text COLLATE "C";

ALTER TABLE budget ADD COLUMN cost_code_id bigint;

ALTER TABLE budget ADD COLUMN cost_type_id bigint;

CREATE TABLE cost_code (
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
    external_id text COLLATE "C",
    external_system text COLLATE "C",
    external_message text COLLATE "C",
    last_sync_time timestamptz,
    integration_state text COLLATE "C",
    integration_state_changed_at timestamptz,
    integration_state_changed_by bigint,
    origin_id text COLLATE "C",
    origin_data text COLLATE "C",
    origin_code text COLLATE "C",
    parent_id bigint,
    code text COLLATE "C" NOT NULL,
    full_code text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    standard_cost_code_id bigint,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX cost_code_uuid_key ON cost_code (container_id, uuid);
CREATE UNIQUE INDEX cost_code_full_code_key ON cost_code (container_id, full_code) WHERE deleted_at IS NULL;
CREATE INDEX cost_code_parent_id_idx ON cost_code (container_id, parent_id);
CREATE INDEX cost_code_revision_idx ON cost_code (container_id, revision);

CREATE TABLE markup (
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
    holder_kind text COLLATE "C" NOT NULL,
    holder_id bigint NOT NULL,
    markup_set text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    percentage numeric(20,8) NOT NULL,
    position bigint NOT NULL,
    applies_to_all boolean NOT NULL,
    compound_type text COLLATE "C",
    compound_selections jsonb NOT NULL,
    conditions jsonb NOT NULL,
    budget_id bigint,
    prime_line_item_id bigint,
    tax_code_ids jsonb NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX markup_uuid_key ON markup (container_id, uuid);
CREATE INDEX markup_holder_kind_holder_id_idx ON markup (container_id, holder_kind, holder_id);
CREATE INDEX markup_revision_idx ON markup (container_id, revision);
