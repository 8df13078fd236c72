-- Written by `python -m changewright.store.schema_changes --write-migration`.

ALTER TABLE change_order ADD COLUMN court text COLLATE "C";

ALTER TABLE change_order ADD COLUMN court_since timestamptz;

ALTER TABLE change_order ADD COLUMN court_due timestamptz;

ALTER TABLE change_order ADD COLUMN court_person_id bigint;

ALTER TABLE change_order ADD COLUMN markups_stale boolean NOT NULL DEFAULT false;

ALTER TABLE change_order ALTER COLUMN markups_stale DROP DEFAULT;

ALTER TABLE change_order ADD COLUMN markup_excluded_ids jsonb NOT NULL DEFAULT '[]';

ALTER TABLE change_order ALTER COLUMN markup_excluded_ids DROP DEFAULT;

ALTER TABLE change_order ADD COLUMN court_company_id bigint;

ALTER TABLE cost_item ADD COLUMN prime_contract_id bigint;

ALTER TABLE cost_item ADD COLUMN hidden_from_owner boolean NOT NULL DEFAULT false;

ALTER TABLE cost_item ALTER COLUMN hidden_from_owner DROP DEFAULT;

CREATE INDEX face_origin_id_idx ON face (container_id, origin_id);

CREATE INDEX line_origin_id_idx ON line (container_id, origin_id);

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

ALTER TABLE contract ADD COLUMN stated_sum numeric(18,4);

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

ALTER TABLE main_contract ADD COLUMN stated_sum numeric(18,4);

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
    change_id bigint,
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

CREATE TABLE markup_formula (
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
    sample_amount numeric(18,4),
    apart boolean,
    on_markups boolean NOT NULL,
    caps jsonb NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX markup_formula_uuid_key ON markup_formula (container_id, uuid);
CREATE INDEX markup_formula_revision_idx ON markup_formula (container_id, revision);

CREATE TABLE markup_formula_item (
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
    formula_id bigint NOT NULL,
    position bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    description text COLLATE "C",
    type text COLLATE "C" NOT NULL,
    amount numeric(20,8),
    credit_amount numeric(20,8),
    basis text COLLATE "C" NOT NULL,
    selected jsonb NOT NULL,
    with_direct boolean NOT NULL,
    conditions jsonb NOT NULL,
    bands jsonb NOT NULL,
    thresholds jsonb NOT NULL,
    minimum numeric(18,4),
    maximum numeric(18,4),
    per_line boolean NOT NULL,
    party text COLLATE "C",
    is_variable boolean NOT NULL,
    target_budget_code text COLLATE "C",
    side text COLLATE "C",
    hidden_from_owner boolean NOT NULL,
    taxable boolean NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX markup_formula_item_uuid_key ON markup_formula_item (container_id, uuid);
CREATE INDEX markup_formula_item_formula_id_idx ON markup_formula_item (container_id, formula_id);
CREATE INDEX markup_formula_item_revision_idx ON markup_formula_item (container_id, revision);

CREATE TABLE markup_terms (
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
    money_places bigint,
    apart boolean,
    most_percentages bigint,
    percent numeric(20,8),
    refuses_beyond boolean NOT NULL,
    caps jsonb NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX markup_terms_uuid_key ON markup_terms (container_id, uuid);
CREATE UNIQUE INDEX markup_terms_holder_kind_holder_id_key ON markup_terms (container_id, holder_kind, holder_id) WHERE deleted_at IS NULL;
CREATE INDEX markup_terms_revision_idx ON markup_terms (container_id, revision);

CREATE TABLE applied_markup (
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
    formula_id bigint NOT NULL,
    formula_item_id bigint NOT NULL,
    type text COLLATE "C" NOT NULL,
    step_type text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    source_cost_item_id bigint,
    target_cost_item_id bigint,
    target_budget_id bigint,
    estimated numeric(18,4),
    proposed numeric(18,4),
    submitted numeric(18,4),
    approved numeric(18,4),
    committed numeric(18,4),
    party text COLLATE "C",
    hidden_from_owner boolean NOT NULL,
    taxable boolean NOT NULL,
    overrides jsonb,
    workings jsonb,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX applied_markup_uuid_key ON applied_markup (container_id, uuid);
CREATE INDEX applied_markup_change_order_id_idx ON applied_markup (container_id, change_order_id);
CREATE INDEX applied_markup_formula_id_idx ON applied_markup (container_id, formula_id);
CREATE INDEX applied_markup_target_cost_item_id_idx ON applied_markup (container_id, target_cost_item_id);
CREATE INDEX applied_markup_revision_idx ON applied_markup (container_id, revision);

CREATE TABLE tax_formula (
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
    sample_amount numeric(18,4),
    status text COLLATE "C" NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX tax_formula_uuid_key ON tax_formula (container_id, uuid);
CREATE INDEX tax_formula_revision_idx ON tax_formula (container_id, revision);

CREATE TABLE tax_formula_item (
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
    formula_id bigint NOT NULL,
    position bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    type text COLLATE "C" NOT NULL,
    amount numeric(20,8),
    conditions jsonb NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX tax_formula_item_uuid_key ON tax_formula_item (container_id, uuid);
CREATE INDEX tax_formula_item_formula_id_idx ON tax_formula_item (container_id, formula_id);
CREATE INDEX tax_formula_item_revision_idx ON tax_formula_item (container_id, revision);

CREATE TABLE tax (
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
    record_uuid uuid NOT NULL,
    association_type text COLLATE "C" NOT NULL,
    formula_id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    need_update boolean NOT NULL,
    base numeric(18,4),
    amount numeric(18,4),
    summary jsonb NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX tax_uuid_key ON tax (container_id, uuid);
CREATE UNIQUE INDEX tax_record_kind_record_id_key ON tax (container_id, record_kind, record_id) WHERE deleted_at IS NULL;
CREATE INDEX tax_revision_idx ON tax (container_id, revision);

CREATE TABLE tax_item (
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
    tax_id bigint NOT NULL,
    formula_item_id bigint NOT NULL,
    position bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    type text COLLATE "C" NOT NULL,
    amount numeric(20,8),
    conditions jsonb NOT NULL,
    is_active boolean NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX tax_item_uuid_key ON tax_item (container_id, uuid);
CREATE INDEX tax_item_tax_id_idx ON tax_item (container_id, tax_id);
CREATE INDEX tax_item_revision_idx ON tax_item (container_id, revision);
