-- Written by `python -m changewright.store.schema_changes --write-migration`.

ALTER TABLE change_order ADD COLUMN court text COLLATE "C";

ALTER TABLE change_order ADD COLUMN court_since timestamptz;

ALTER TABLE change_order ADD COLUMN court_due timestamptz;

ALTER TABLE change_order ADD COLUMN court_person_id bigint;

ALTER TABLE change_order ADD COLUMN court_company_id bigint;

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

CREATE TABLE approval_policy (
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
    description text COLLATE "C",
    active boolean NOT NULL,
    position bigint NOT NULL,
    kinds jsonb NOT NULL,
    contract_ids jsonb NOT NULL,
    credits text COLLATE "C" NOT NULL,
    on_edit text COLLATE "C" NOT NULL,
    not_creator boolean NOT NULL,
    distinct_people boolean NOT NULL,
    requirements jsonb NOT NULL,
    bands jsonb NOT NULL,
    contingency jsonb,
    split jsonb,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX approval_policy_uuid_key ON approval_policy (container_id, uuid);
CREATE UNIQUE INDEX approval_policy_name_key ON approval_policy (container_id, name) WHERE deleted_at IS NULL;
CREATE INDEX approval_policy_revision_idx ON approval_policy (container_id, revision);

CREATE TABLE approval_run (
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
    track text COLLATE "C" NOT NULL,
    round bigint NOT NULL,
    policy_id bigint NOT NULL,
    contract_id bigint,
    state text COLLATE "C" NOT NULL,
    reason text COLLATE "C",
    band text COLLATE "C",
    stage bigint,
    stage_since timestamptz,
    due timestamptz,
    facts text COLLATE "C" NOT NULL,
    closed_at timestamptz,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX approval_run_uuid_key ON approval_run (container_id, uuid);
CREATE UNIQUE INDEX approval_run_change_order_id_track_round_key ON approval_run (container_id, change_order_id, track, round) WHERE deleted_at IS NULL;
CREATE INDEX approval_run_change_order_id_idx ON approval_run (container_id, change_order_id);
CREATE INDEX approval_run_state_contract_id_idx ON approval_run (container_id, state, contract_id);
CREATE INDEX approval_run_revision_idx ON approval_run (container_id, revision);

CREATE TABLE approval (
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
    run_id bigint NOT NULL,
    change_order_id bigint NOT NULL,
    decision text COLLATE "C" NOT NULL,
    person_id bigint,
    for_person_id bigint,
    role text COLLATE "C",
    company_id bigint,
    step text COLLATE "C",
    to_person_id bigint,
    note text COLLATE "C",
    door text COLLATE "C" NOT NULL,
    snapshot jsonb,
    voided_at timestamptz,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX approval_uuid_key ON approval (container_id, uuid);
CREATE INDEX approval_run_id_idx ON approval (container_id, run_id);
CREATE INDEX approval_change_order_id_idx ON approval (container_id, change_order_id);
CREATE INDEX approval_revision_idx ON approval (container_id, revision);

CREATE TABLE delegation (
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
    from_person_id bigint NOT NULL,
    to_person_id bigint NOT NULL,
    valid_from timestamptz NOT NULL,
    valid_until timestamptz,
    policy_id bigint,
    note text COLLATE "C",
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX delegation_uuid_key ON delegation (container_id, uuid);
CREATE INDEX delegation_from_person_id_idx ON delegation (container_id, from_person_id);
CREATE INDEX delegation_to_person_id_idx ON delegation (container_id, to_person_id);
CREATE INDEX delegation_revision_idx ON delegation (container_id, revision);

CREATE TABLE clock_terms (
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
    record_kind text COLLATE "C" NOT NULL,
    record_id bigint NOT NULL,
    family text COLLATE "C" NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX clock_terms_uuid_key ON clock_terms (container_id, uuid);
CREATE UNIQUE INDEX clock_terms_record_kind_record_id_key ON clock_terms (container_id, record_kind, record_id) WHERE deleted_at IS NULL;
CREATE INDEX clock_terms_revision_idx ON clock_terms (container_id, revision);

CREATE TABLE clock_calendar (
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
    time_zone text COLLATE "C",
    weekend jsonb NOT NULL,
    holidays jsonb NOT NULL,
    due_soon_days bigint NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX clock_calendar_uuid_key ON clock_calendar (container_id, uuid);
CREATE UNIQUE INDEX clock_calendar_name_key ON clock_calendar (container_id, name) WHERE deleted_at IS NULL;
CREATE INDEX clock_calendar_revision_idx ON clock_calendar (container_id, revision);

CREATE TABLE clock_rule (
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
    family text COLLATE "C" NOT NULL,
    rule_id text COLLATE "C" NOT NULL,
    edition text COLLATE "C",
    rule jsonb,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX clock_rule_uuid_key ON clock_rule (container_id, uuid);
CREATE UNIQUE INDEX clock_rule_rule_id_key ON clock_rule (container_id, rule_id) WHERE deleted_at IS NULL;
CREATE INDEX clock_rule_revision_idx ON clock_rule (container_id, revision);

CREATE TABLE clock_event (
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
    type text COLLATE "C" NOT NULL,
    occurred_on date NOT NULL,
    occurred_at timestamptz,
    record_kind text COLLATE "C" NOT NULL,
    record_id bigint NOT NULL,
    holder_kind text COLLATE "C" NOT NULL,
    holder_id bigint NOT NULL,
    covers jsonb NOT NULL,
    matter text COLLATE "C" NOT NULL,
    grounds jsonb NOT NULL,
    party text COLLATE "C",
    person_id bigint,
    note text COLLATE "C",
    answers_id bigint,
    answers_rule text COLLATE "C",
    automatic boolean NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX clock_event_uuid_key ON clock_event (container_id, uuid);
CREATE INDEX clock_event_record_kind_record_id_idx ON clock_event (container_id, record_kind, record_id);
CREATE INDEX clock_event_holder_kind_holder_id_idx ON clock_event (container_id, holder_kind, holder_id);
CREATE INDEX clock_event_revision_idx ON clock_event (container_id, revision);

CREATE TABLE clock_extension (
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
    event_id bigint NOT NULL,
    rule_id text COLLATE "C" NOT NULL,
    until date NOT NULL,
    agreed_on date NOT NULL,
    agreed_by text COLLATE "C" NOT NULL,
    note text COLLATE "C",
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX clock_extension_uuid_key ON clock_extension (container_id, uuid);
CREATE INDEX clock_extension_event_id_idx ON clock_extension (container_id, event_id);
CREATE INDEX clock_extension_revision_idx ON clock_extension (container_id, revision);
