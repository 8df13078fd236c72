-- Written by `python -m changewright.store.schema_changes --write-migration`.

ALTER TABLE cost_item ADD COLUMN prime_contract_id bigint;

ALTER TABLE budget ADD COLUMN original_commitment numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE budget ALTER COLUMN original_commitment DROP DEFAULT;

ALTER TABLE budget ADD COLUMN pending_commitment numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE budget ALTER COLUMN pending_commitment DROP DEFAULT;

ALTER TABLE budget ADD COLUMN budget_draft numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE budget ALTER COLUMN budget_draft DROP DEFAULT;

ALTER TABLE budget ADD COLUMN budget_exposed numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE budget ALTER COLUMN budget_exposed DROP DEFAULT;

ALTER TABLE budget ADD COLUMN budget_pending numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE budget ALTER COLUMN budget_pending DROP DEFAULT;

ALTER TABLE budget ADD COLUMN budget_approved numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE budget ALTER COLUMN budget_approved DROP DEFAULT;

ALTER TABLE budget ADD COLUMN budget_exposed_contingency numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE budget ALTER COLUMN budget_exposed_contingency DROP DEFAULT;

ALTER TABLE budget ADD COLUMN budget_pending_contingency numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE budget ALTER COLUMN budget_pending_contingency DROP DEFAULT;

ALTER TABLE budget ADD COLUMN budget_approved_contingency numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE budget ALTER COLUMN budget_approved_contingency DROP DEFAULT;

ALTER TABLE budget ADD COLUMN cost_draft numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE budget ALTER COLUMN cost_draft DROP DEFAULT;

ALTER TABLE budget ADD COLUMN cost_exposed numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE budget ALTER COLUMN cost_exposed DROP DEFAULT;

ALTER TABLE budget ADD COLUMN cost_pending numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE budget ALTER COLUMN cost_pending DROP DEFAULT;

ALTER TABLE budget ADD COLUMN cost_approved numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE budget ALTER COLUMN cost_approved DROP DEFAULT;

ALTER TABLE budget ADD COLUMN cost_exposed_in_scope numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE budget ALTER COLUMN cost_exposed_in_scope DROP DEFAULT;

ALTER TABLE budget ADD COLUMN cost_pending_in_scope numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE budget ALTER COLUMN cost_pending_in_scope DROP DEFAULT;

ALTER TABLE budget ADD COLUMN cost_approved_in_scope numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE budget ALTER COLUMN cost_approved_in_scope DROP DEFAULT;

ALTER TABLE budget ADD COLUMN cost_exposed_contingency numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE budget ALTER COLUMN cost_exposed_contingency DROP DEFAULT;

ALTER TABLE budget ADD COLUMN cost_pending_contingency numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE budget ALTER COLUMN cost_pending_contingency DROP DEFAULT;

ALTER TABLE budget ADD COLUMN cost_approved_contingency numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE budget ALTER COLUMN cost_approved_contingency DROP DEFAULT;

ALTER TABLE contract ADD COLUMN budget_draft numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE contract ALTER COLUMN budget_draft DROP DEFAULT;

ALTER TABLE contract ADD COLUMN budget_exposed numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE contract ALTER COLUMN budget_exposed DROP DEFAULT;

ALTER TABLE contract ADD COLUMN budget_pending numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE contract ALTER COLUMN budget_pending DROP DEFAULT;

ALTER TABLE contract ADD COLUMN budget_approved numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE contract ALTER COLUMN budget_approved DROP DEFAULT;

ALTER TABLE contract ADD COLUMN budget_exposed_contingency numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE contract ALTER COLUMN budget_exposed_contingency DROP DEFAULT;

ALTER TABLE contract ADD COLUMN budget_pending_contingency numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE contract ALTER COLUMN budget_pending_contingency DROP DEFAULT;

ALTER TABLE contract ADD COLUMN budget_approved_contingency numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE contract ALTER COLUMN budget_approved_contingency DROP DEFAULT;

ALTER TABLE contract ADD COLUMN cost_draft numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE contract ALTER COLUMN cost_draft DROP DEFAULT;

ALTER TABLE contract ADD COLUMN cost_exposed numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE contract ALTER COLUMN cost_exposed DROP DEFAULT;

ALTER TABLE contract ADD COLUMN cost_pending numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE contract ALTER COLUMN cost_pending DROP DEFAULT;

ALTER TABLE contract ADD COLUMN cost_approved numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE contract ALTER COLUMN cost_approved DROP DEFAULT;

ALTER TABLE contract ADD COLUMN cost_exposed_in_scope numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE contract ALTER COLUMN cost_exposed_in_scope DROP DEFAULT;

ALTER TABLE contract ADD COLUMN cost_pending_in_scope numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE contract ALTER COLUMN cost_pending_in_scope DROP DEFAULT;

ALTER TABLE contract ADD COLUMN cost_approved_in_scope numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE contract ALTER COLUMN cost_approved_in_scope DROP DEFAULT;

ALTER TABLE contract ADD COLUMN cost_exposed_contingency numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE contract ALTER COLUMN cost_exposed_contingency DROP DEFAULT;

ALTER TABLE contract ADD COLUMN cost_pending_contingency numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE contract ALTER COLUMN cost_pending_contingency DROP DEFAULT;

ALTER TABLE contract ADD COLUMN cost_approved_contingency numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE contract ALTER COLUMN cost_approved_contingency DROP DEFAULT;

ALTER TABLE contract ADD COLUMN schedule_change bigint;

ALTER TABLE contract ADD COLUMN revised_completion_date date;

ALTER TABLE main_contract ADD COLUMN budget_draft numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE main_contract ALTER COLUMN budget_draft DROP DEFAULT;

ALTER TABLE main_contract ADD COLUMN budget_exposed numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE main_contract ALTER COLUMN budget_exposed DROP DEFAULT;

ALTER TABLE main_contract ADD COLUMN budget_pending numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE main_contract ALTER COLUMN budget_pending DROP DEFAULT;

ALTER TABLE main_contract ADD COLUMN budget_approved numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE main_contract ALTER COLUMN budget_approved DROP DEFAULT;

ALTER TABLE main_contract ADD COLUMN budget_exposed_contingency numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE main_contract ALTER COLUMN budget_exposed_contingency DROP DEFAULT;

ALTER TABLE main_contract ADD COLUMN budget_pending_contingency numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE main_contract ALTER COLUMN budget_pending_contingency DROP DEFAULT;

ALTER TABLE main_contract ADD COLUMN budget_approved_contingency numeric(18,4) NOT NULL DEFAULT 0.0000;

ALTER TABLE main_contract ALTER COLUMN budget_approved_contingency DROP DEFAULT;

ALTER TABLE schedule_of_value ADD COLUMN association_uuid uuid;

ALTER TABLE schedule_of_value ADD COLUMN is_private boolean NOT NULL DEFAULT false;

ALTER TABLE schedule_of_value ALTER COLUMN is_private DROP DEFAULT;

CREATE INDEX schedule_of_value_association_id_idx ON schedule_of_value (container_id, association_id);

CREATE TABLE project_total (
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
    name text COLLATE "C" NOT NULL,
    original_amount numeric(18,4) NOT NULL,
    internal_adjustment numeric(18,4) NOT NULL,
    actual_cost numeric(18,4) NOT NULL,
    main_contract_amount numeric(18,4) NOT NULL,
    original_commitment numeric(18,4) NOT NULL,
    pending_commitment numeric(18,4) NOT NULL,
    budget_draft numeric(18,4) NOT NULL,
    budget_exposed numeric(18,4) NOT NULL,
    budget_pending numeric(18,4) NOT NULL,
    budget_approved numeric(18,4) NOT NULL,
    budget_exposed_contingency numeric(18,4) NOT NULL,
    budget_pending_contingency numeric(18,4) NOT NULL,
    budget_approved_contingency numeric(18,4) NOT NULL,
    cost_draft numeric(18,4) NOT NULL,
    cost_exposed numeric(18,4) NOT NULL,
    cost_pending numeric(18,4) NOT NULL,
    cost_approved numeric(18,4) NOT NULL,
    cost_exposed_in_scope numeric(18,4) NOT NULL,
    cost_pending_in_scope numeric(18,4) NOT NULL,
    cost_approved_in_scope numeric(18,4) NOT NULL,
    cost_exposed_contingency numeric(18,4) NOT NULL,
    cost_pending_contingency numeric(18,4) NOT NULL,
    cost_approved_contingency numeric(18,4) NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX project_total_uuid_key ON project_total (container_id, uuid);
CREATE UNIQUE INDEX project_total_name_key ON project_total (container_id, name) WHERE deleted_at IS NULL;
CREATE INDEX project_total_revision_idx ON project_total (container_id, revision);

CREATE TABLE form_snapshot (
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
    change_order_id bigint NOT NULL,
    contract_id bigint,
    main_contract_id bigint,
    sequence bigint NOT NULL,
    approved_at timestamptz NOT NULL,
    currency text COLLATE "C",
    original_sum numeric(18,4) NOT NULL,
    prior_change numeric(18,4) NOT NULL,
    prior_sum numeric(18,4) NOT NULL,
    amount numeric(18,4) NOT NULL,
    new_sum numeric(18,4) NOT NULL,
    original_completion date,
    prior_days bigint NOT NULL,
    prior_completion date,
    days bigint NOT NULL,
    new_completion date,
    superseded_at timestamptz,
    superseded_by bigint,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX form_snapshot_uuid_key ON form_snapshot (container_id, uuid);
CREATE UNIQUE INDEX form_snapshot_change_order_id_key ON form_snapshot (container_id, change_order_id) WHERE deleted_at IS NULL;
CREATE INDEX form_snapshot_contract_id_sequence_idx ON form_snapshot (container_id, contract_id, sequence);
CREATE INDEX form_snapshot_main_contract_id_sequence_idx ON form_snapshot (container_id, main_contract_id, sequence);
CREATE INDEX form_snapshot_revision_idx ON form_snapshot (container_id, revision);

CREATE TABLE exchange_rate (
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
    from_currency text COLLATE "C" NOT NULL,
    to_currency text COLLATE "C" NOT NULL,
    exchange_rate numeric(20,8) NOT NULL,
    start_date date,
    end_date date,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX exchange_rate_uuid_key ON exchange_rate (container_id, uuid);
CREATE INDEX exchange_rate_from_currency_to_currency_idx ON exchange_rate (container_id, from_currency, to_currency);
CREATE INDEX exchange_rate_revision_idx ON exchange_rate (container_id, revision);
