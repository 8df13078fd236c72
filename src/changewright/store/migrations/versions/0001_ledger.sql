-- Written by `python -m changewright.store.tables --write-migration`.

CREATE SEQUENCE record_id AS bigint INCREMENT BY 1000 MINVALUE 1 MAXVALUE 9007199254739992;

CREATE TABLE head (
    container_id bigint NOT NULL,
    revision bigint NOT NULL,
    at timestamptz NOT NULL,
    hash bytea NOT NULL,
    counters bigint[] NOT NULL,
    PRIMARY KEY (container_id)
);

CREATE TABLE sequence (
    container_id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    value bigint NOT NULL,
    PRIMARY KEY (container_id, name)
);

CREATE TABLE container_settings (
    container_id bigint NOT NULL,
    settings jsonb NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (container_id)
);

CREATE TABLE journal (
    container_id bigint NOT NULL,
    revision bigint NOT NULL,
    sequence integer NOT NULL,
    at timestamptz NOT NULL,
    actor_id bigint,
    client_id text COLLATE "C",
    door text COLLATE "C" NOT NULL,
    request_id text COLLATE "C" NOT NULL,
    action text COLLATE "C" NOT NULL,
    noun text COLLATE "C" NOT NULL,
    record_id bigint NOT NULL,
    changed text[] COLLATE "C" NOT NULL,
    image bytea,
    digest bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (container_id, revision, sequence)
);
CREATE INDEX journal_noun_record_id_revision_idx ON journal (container_id, noun, record_id, revision);

CREATE TABLE idempotency (
    container_id bigint NOT NULL,
    key text COLLATE "C" NOT NULL,
    actor text COLLATE "C" NOT NULL,
    digest bytea NOT NULL,
    status integer NOT NULL,
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (container_id, key, actor)
);
CREATE INDEX idempotency_created_at_idx ON idempotency (container_id, created_at);

CREATE TABLE change_order (
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
    kind text COLLATE "C" NOT NULL,
    number text COLLATE "C" NOT NULL,
    number_prefix text COLLATE "C" NOT NULL,
    number_value bigint,
    number_suffix text COLLATE "C" NOT NULL,
    number_free boolean NOT NULL,
    name text COLLATE "C" NOT NULL,
    description text COLLATE "C",
    type text COLLATE "C",
    scope text COLLATE "C" NOT NULL,
    budget_state text COLLATE "C",
    cost_state text COLLATE "C",
    estimated numeric(18,4),
    proposed numeric(18,4),
    submitted numeric(18,4),
    approved numeric(18,4),
    committed numeric(18,4),
    scope_of_work text COLLATE "C",
    note text COLLATE "C",
    reason text COLLATE "C",
    schedule_change bigint,
    proposed_revised_completion_date date,
    response_due timestamptz,
    owner_id bigint,
    source_id bigint,
    source_type text COLLATE "C",
    source_ref text COLLATE "C",
    event_id bigint,
    contract_id bigint,
    main_contract_id bigint,
    company_id bigint,
    architect_company_id bigint,
    architect_contact_id bigint,
    contact_id bigint,
    contacts jsonb NOT NULL,
    additional_collaborators jsonb NOT NULL,
    recipients jsonb NOT NULL,
    signed_by text COLLATE "C",
    exchange_rate numeric(20,8),
    markup_formula_id uuid,
    applied_by bigint,
    applied_at timestamptz,
    variable_markup_formula_items jsonb NOT NULL,
    template_id uuid,
    approval_sequence bigint,
    approved_at timestamptz,
    executed_flag boolean NOT NULL,
    executed_at timestamptz,
    signed_at date,
    due_date date,
    paid_date date,
    invoiced_date date,
    position bigint NOT NULL,
    contract_number text COLLATE "C",
    single_face boolean NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX change_order_uuid_key ON change_order (container_id, uuid);
CREATE UNIQUE INDEX change_order_kind_number_key ON change_order (container_id, kind, number) WHERE deleted_at IS NULL;
CREATE INDEX change_order_kind_revision_idx ON change_order (container_id, kind, revision);
CREATE INDEX change_order_kind_created_at_id_idx ON change_order (container_id, kind, created_at, id);
CREATE INDEX change_order_kind_updated_at_id_idx ON change_order (container_id, kind, updated_at, id);
CREATE INDEX change_order_kind_name_id_idx ON change_order (container_id, kind, name, id);
CREATE INDEX change_order_kind_number_value_id_idx ON change_order (container_id, kind, number_value, id);
CREATE INDEX change_order_kind_budget_state_idx ON change_order (container_id, kind, budget_state);
CREATE INDEX change_order_kind_cost_state_idx ON change_order (container_id, kind, cost_state);
CREATE INDEX change_order_kind_external_id_idx ON change_order (container_id, kind, external_id);
CREATE INDEX change_order_source_id_idx ON change_order (container_id, source_id);
CREATE INDEX change_order_contract_id_idx ON change_order (container_id, contract_id);
CREATE INDEX change_order_main_contract_id_idx ON change_order (container_id, main_contract_id);
CREATE INDEX change_order_event_id_idx ON change_order (container_id, event_id);

CREATE TABLE cost_item (
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
    number text COLLATE "C" NOT NULL,
    number_prefix text COLLATE "C" NOT NULL,
    number_value bigint,
    number_suffix text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    code text COLLATE "C",
    description text COLLATE "C",
    type text COLLATE "C",
    scope text COLLATE "C" NOT NULL,
    active_budget boolean NOT NULL,
    active_cost boolean NOT NULL,
    budget_state text COLLATE "C" NOT NULL,
    cost_state text COLLATE "C" NOT NULL,
    budget_state_revision bigint NOT NULL,
    cost_state_revision bigint NOT NULL,
    estimated numeric(18,4),
    proposed numeric(18,4),
    submitted numeric(18,4),
    approved numeric(18,4),
    committed numeric(18,4),
    approved_filled boolean NOT NULL,
    committed_filled boolean NOT NULL,
    quantity numeric(20,8),
    input_quantity numeric(20,8),
    unit text COLLATE "C",
    proposed_exchange_rate numeric(20,8),
    committed_exchange_rate numeric(20,8),
    budget_id bigint,
    contract_id bigint,
    main_contract_id bigint,
    is_markup boolean NOT NULL,
    include_markup boolean NOT NULL,
    scope_of_work text COLLATE "C",
    note text COLLATE "C",
    locations jsonb NOT NULL,
    location_paths jsonb NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX cost_item_uuid_key ON cost_item (container_id, uuid);
CREATE UNIQUE INDEX cost_item_number_key ON cost_item (container_id, number) WHERE deleted_at IS NULL;
CREATE INDEX cost_item_revision_idx ON cost_item (container_id, revision);
CREATE INDEX cost_item_created_at_id_idx ON cost_item (container_id, created_at, id);
CREATE INDEX cost_item_updated_at_id_idx ON cost_item (container_id, updated_at, id);
CREATE INDEX cost_item_budget_id_idx ON cost_item (container_id, budget_id);
CREATE INDEX cost_item_contract_id_idx ON cost_item (container_id, contract_id);
CREATE INDEX cost_item_external_id_idx ON cost_item (container_id, external_id);

CREATE TABLE membership (
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
    cost_item_id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (container_id, id),
    FOREIGN KEY (container_id, change_order_id) REFERENCES change_order (container_id, id),
    FOREIGN KEY (container_id, cost_item_id) REFERENCES cost_item (container_id, id)
);
CREATE UNIQUE INDEX membership_uuid_key ON membership (container_id, uuid);
CREATE UNIQUE INDEX membership_change_order_id_cost_item_id_key ON membership (container_id, change_order_id, cost_item_id) WHERE deleted_at IS NULL;
CREATE INDEX membership_change_order_id_idx ON membership (container_id, change_order_id);
CREATE INDEX membership_cost_item_id_idx ON membership (container_id, cost_item_id);
CREATE INDEX membership_revision_idx ON membership (container_id, revision);

CREATE TABLE face (
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
    side text COLLATE "C" NOT NULL,
    contract_id bigint NOT NULL,
    number text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    request_id bigint,
    package_id bigint,
    reviewer_id bigint,
    private boolean NOT NULL,
    field_change boolean NOT NULL,
    signature_required boolean NOT NULL,
    paid_date date,
    invoiced_date date,
    due_date date,
    origin_id text COLLATE "C",
    origin_data text COLLATE "C",
    PRIMARY KEY (container_id, id),
    FOREIGN KEY (container_id, change_order_id) REFERENCES change_order (container_id, id)
);
CREATE UNIQUE INDEX face_uuid_key ON face (container_id, uuid);
CREATE UNIQUE INDEX face_change_order_id_side_contract_id_key ON face (container_id, change_order_id, side, contract_id) WHERE deleted_at IS NULL;
CREATE INDEX face_change_order_id_idx ON face (container_id, change_order_id);
CREATE INDEX face_contract_id_side_idx ON face (container_id, contract_id, side);
CREATE INDEX face_package_id_idx ON face (container_id, package_id);
CREATE INDEX face_request_id_idx ON face (container_id, request_id);
CREATE INDEX face_updated_at_id_idx ON face (container_id, updated_at, id);
CREATE INDEX face_revision_idx ON face (container_id, revision);

CREATE TABLE line (
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
    cost_item_id bigint NOT NULL,
    side text COLLATE "C" NOT NULL,
    description text COLLATE "C",
    quantity numeric(20,8),
    unit_cost numeric(20,8),
    unit text COLLATE "C",
    extended_type text COLLATE "C" NOT NULL,
    tax_code_id bigint,
    position bigint NOT NULL,
    origin_id text COLLATE "C",
    origin_data text COLLATE "C",
    PRIMARY KEY (container_id, id),
    FOREIGN KEY (container_id, cost_item_id) REFERENCES cost_item (container_id, id)
);
CREATE UNIQUE INDEX line_uuid_key ON line (container_id, uuid);
CREATE UNIQUE INDEX line_cost_item_id_side_key ON line (container_id, cost_item_id, side) WHERE deleted_at IS NULL;
CREATE INDEX line_revision_idx ON line (container_id, revision);

CREATE TABLE sub_cost_item (
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
    cost_item_id bigint NOT NULL,
    parent_id bigint,
    type text COLLATE "C" NOT NULL,
    code text COLLATE "C",
    name text COLLATE "C" NOT NULL,
    quantity numeric(20,8),
    input_quantity numeric(20,8),
    unit text COLLATE "C",
    unit_price numeric(20,8),
    value numeric(18,4),
    position bigint NOT NULL,
    PRIMARY KEY (container_id, id),
    FOREIGN KEY (container_id, cost_item_id) REFERENCES cost_item (container_id, id)
);
CREATE UNIQUE INDEX sub_cost_item_uuid_key ON sub_cost_item (container_id, uuid);
CREATE INDEX sub_cost_item_cost_item_id_idx ON sub_cost_item (container_id, cost_item_id);
CREATE INDEX sub_cost_item_revision_idx ON sub_cost_item (container_id, revision);

CREATE TABLE change_order_type (
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
    kind text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    act_as text COLLATE "C",
    position bigint NOT NULL,
    workflow_type text COLLATE "C" NOT NULL,
    number_prefix text COLLATE "C" NOT NULL,
    number_suffix text COLLATE "C" NOT NULL,
    number_digits bigint NOT NULL,
    number_start bigint NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX change_order_type_uuid_key ON change_order_type (container_id, uuid);
CREATE UNIQUE INDEX change_order_type_kind_key ON change_order_type (container_id, kind) WHERE deleted_at IS NULL;
CREATE INDEX change_order_type_revision_idx ON change_order_type (container_id, revision);

CREATE TABLE comment (
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
    association_kind text COLLATE "C" NOT NULL,
    parent_id bigint,
    content text COLLATE "C" NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX comment_uuid_key ON comment (container_id, uuid);
CREATE INDEX comment_record_kind_record_id_idx ON comment (container_id, record_kind, record_id);
CREATE INDEX comment_record_uuid_idx ON comment (container_id, record_uuid);
CREATE INDEX comment_revision_idx ON comment (container_id, revision);

CREATE TABLE property_definition (
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
    association_type text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    type text COLLATE "C" NOT NULL,
    options jsonb NOT NULL,
    default_value text COLLATE "C",
    position bigint NOT NULL,
    built_in boolean NOT NULL,
    default_visibility boolean NOT NULL,
    category text COLLATE "C",
    component_template_id uuid,
    collaborator_access text COLLATE "C" NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX property_definition_uuid_key ON property_definition (container_id, uuid);
CREATE UNIQUE INDEX property_definition_association_type_name_key ON property_definition (container_id, association_type, name) WHERE deleted_at IS NULL;
CREATE INDEX property_definition_revision_idx ON property_definition (container_id, revision);

CREATE TABLE property_value (
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
    definition_id bigint NOT NULL,
    value text COLLATE "C",
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX property_value_uuid_key ON property_value (container_id, uuid);
CREATE UNIQUE INDEX property_value_record_kind_record_id_definition_id_key ON property_value (container_id, record_kind, record_id, definition_id) WHERE deleted_at IS NULL;
CREATE INDEX property_value_record_kind_record_id_idx ON property_value (container_id, record_kind, record_id);
CREATE INDEX property_value_definition_id_value_idx ON property_value (container_id, definition_id, value);
CREATE INDEX property_value_revision_idx ON property_value (container_id, revision);

CREATE TABLE budget (
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
    root_id bigint,
    code text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    description text COLLATE "C",
    scope text COLLATE "C" NOT NULL,
    quantity numeric(20,8),
    input_quantity numeric(20,8),
    unit_price numeric(20,8),
    unit text COLLATE "C",
    original_amount numeric(18,4),
    internal_adjustment numeric(18,4),
    actual_cost numeric(18,4),
    actual_quantity numeric(20,8),
    actual_unit_price numeric(20,8),
    cost_unit_price numeric(20,8),
    code_segment_values jsonb NOT NULL,
    main_contract_id bigint,
    main_contract_amount_source text COLLATE "C",
    milestone_id uuid,
    is_markup boolean NOT NULL,
    planned_start_date date,
    planned_end_date date,
    actual_start_date date,
    actual_end_date date,
    duration_days bigint,
    locations jsonb NOT NULL,
    location_paths jsonb NOT NULL,
    contract_ids jsonb NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX budget_uuid_key ON budget (container_id, uuid);
CREATE UNIQUE INDEX budget_code_key ON budget (container_id, code) WHERE deleted_at IS NULL;
CREATE INDEX budget_parent_id_idx ON budget (container_id, parent_id);
CREATE INDEX budget_root_id_idx ON budget (container_id, root_id);
CREATE INDEX budget_updated_at_id_idx ON budget (container_id, updated_at, id);
CREATE INDEX budget_external_id_idx ON budget (container_id, external_id);
CREATE INDEX budget_revision_idx ON budget (container_id, revision);

CREATE TABLE budget_contract (
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
    budget_id bigint NOT NULL,
    contract_id bigint NOT NULL,
    schedule_of_value_id bigint,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX budget_contract_uuid_key ON budget_contract (container_id, uuid);
CREATE UNIQUE INDEX budget_contract_budget_id_contract_id_key ON budget_contract (container_id, budget_id, contract_id) WHERE deleted_at IS NULL;
CREATE INDEX budget_contract_contract_id_idx ON budget_contract (container_id, contract_id);
CREATE INDEX budget_contract_revision_idx ON budget_contract (container_id, revision);

CREATE TABLE contract (
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
    code text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    description text COLLATE "C",
    type text COLLATE "C",
    status text COLLATE "C" NOT NULL,
    sub_status text COLLATE "C",
    status_changed_at timestamptz,
    company_id bigint,
    contact_id bigint,
    additional_contacts jsonb,
    recipients jsonb NOT NULL,
    owner_id bigint,
    signed_by text COLLATE "C",
    main_contract_id bigint,
    awarded numeric(18,4),
    original_budget numeric(18,4),
    internal_adjustment numeric(18,4),
    actual_cost numeric(18,4),
    currency text COLLATE "C",
    exchange_rate numeric(20,8),
    forecast_exchange_rate numeric(20,8),
    forecast_exchange_rate_updated_at timestamptz,
    retention_cap numeric(18,4),
    materials_retention_percent numeric(18,4),
    completed_work_retention_percent numeric(18,4),
    payment_due bigint,
    payment_due_type text COLLATE "C",
    scope_of_work text COLLATE "C",
    note text COLLATE "C",
    source text COLLATE "C",
    internal_id text COLLATE "C",
    internal_system text COLLATE "C",
    lock_state text COLLATE "C",
    locked_at timestamptz,
    locked_by bigint,
    approved_at timestamptz,
    awarded_at timestamptz,
    sent_at timestamptz,
    responded_at timestamptz,
    response_due timestamptz,
    returned_at timestamptz,
    onsite_at timestamptz,
    offsite_at timestamptz,
    procured_at timestamptz,
    executed_at timestamptz,
    document_generated_at timestamptz,
    budget_ids jsonb NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX contract_uuid_key ON contract (container_id, uuid);
CREATE UNIQUE INDEX contract_code_key ON contract (container_id, code) WHERE deleted_at IS NULL;
CREATE INDEX contract_company_id_idx ON contract (container_id, company_id);
CREATE INDEX contract_updated_at_id_idx ON contract (container_id, updated_at, id);
CREATE INDEX contract_external_id_idx ON contract (container_id, external_id);
CREATE INDEX contract_revision_idx ON contract (container_id, revision);

CREATE TABLE main_contract (
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
    code text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    description text COLLATE "C",
    type text COLLATE "C",
    status text COLLATE "C" NOT NULL,
    is_default boolean NOT NULL,
    amount numeric(18,4),
    paid numeric(18,4),
    unreceived numeric(18,4),
    owner_company_id bigint,
    contractor_company_id bigint,
    owner_contact_id bigint,
    architect_company_id bigint,
    architect_contact_id bigint,
    notary_company_id bigint,
    notary_contact_id bigint,
    contact_id bigint,
    additional_collaborators jsonb NOT NULL,
    recipients jsonb NOT NULL,
    start_date date,
    executed_date date,
    planned_completion_date date,
    revised_completion_date date,
    schedule_change bigint,
    actual_completion_date date,
    close_date date,
    retention_cap numeric(18,4),
    materials_retention_percent numeric(18,4),
    completed_work_retention_percent numeric(18,4),
    payment_due bigint,
    payment_due_type text COLLATE "C",
    scope_of_work text COLLATE "C",
    note text COLLATE "C",
    signed_by text COLLATE "C",
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX main_contract_uuid_key ON main_contract (container_id, uuid);
CREATE UNIQUE INDEX main_contract_code_key ON main_contract (container_id, code) WHERE deleted_at IS NULL;
CREATE INDEX main_contract_updated_at_id_idx ON main_contract (container_id, updated_at, id);
CREATE INDEX main_contract_revision_idx ON main_contract (container_id, revision);

CREATE TABLE main_contract_item (
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
    main_contract_id bigint NOT NULL,
    parent_id bigint,
    budget_id bigint,
    code text COLLATE "C",
    name text COLLATE "C" NOT NULL,
    description text COLLATE "C",
    quantity numeric(20,8),
    unit text COLLATE "C",
    unit_price numeric(20,8),
    amount numeric(18,4),
    position bigint NOT NULL,
    is_private boolean NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX main_contract_item_uuid_key ON main_contract_item (container_id, uuid);
CREATE INDEX main_contract_item_main_contract_id_idx ON main_contract_item (container_id, main_contract_id);
CREATE INDEX main_contract_item_budget_id_idx ON main_contract_item (container_id, budget_id);
CREATE INDEX main_contract_item_revision_idx ON main_contract_item (container_id, revision);

CREATE TABLE schedule_of_value (
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
    contract_id bigint NOT NULL,
    budget_id bigint,
    association_id bigint,
    association_type text COLLATE "C",
    code text COLLATE "C",
    name text COLLATE "C" NOT NULL,
    quantity numeric(20,8),
    unit text COLLATE "C",
    unit_price numeric(20,8),
    amount numeric(18,4),
    allocated_amount numeric(18,4),
    bulk numeric(20,8),
    bulk_unit_price numeric(20,8),
    quantity_per_bulk numeric(20,8),
    exchange_rate numeric(20,8),
    position bigint NOT NULL,
    has_budget_linked boolean NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX schedule_of_value_uuid_key ON schedule_of_value (container_id, uuid);
CREATE INDEX schedule_of_value_contract_id_idx ON schedule_of_value (container_id, contract_id);
CREATE INDEX schedule_of_value_budget_id_idx ON schedule_of_value (container_id, budget_id);
CREATE INDEX schedule_of_value_parent_id_idx ON schedule_of_value (container_id, parent_id);
CREATE INDEX schedule_of_value_external_id_idx ON schedule_of_value (container_id, external_id);
CREATE INDEX schedule_of_value_revision_idx ON schedule_of_value (container_id, revision);

CREATE TABLE expense (
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
    number text COLLATE "C" NOT NULL,
    number_value bigint,
    name text COLLATE "C" NOT NULL,
    description text COLLATE "C",
    type text COLLATE "C",
    status text COLLATE "C" NOT NULL,
    scope text COLLATE "C" NOT NULL,
    supplier_company_id bigint,
    supplier_id text COLLATE "C",
    supplier_name text COLLATE "C",
    main_contract_id bigint,
    budget_payment_id uuid,
    amount numeric(18,4),
    purchased_by text COLLATE "C",
    reference_number text COLLATE "C",
    term text COLLATE "C",
    issued_at timestamptz,
    received_at timestamptz,
    payment_due timestamptz,
    approved_at timestamptz,
    paid_at timestamptz,
    forecast_distribution_at timestamptz,
    aggregate_by text COLLATE "C",
    note text COLLATE "C",
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX expense_uuid_key ON expense (container_id, uuid);
CREATE UNIQUE INDEX expense_number_key ON expense (container_id, number) WHERE deleted_at IS NULL;
CREATE INDEX expense_updated_at_id_idx ON expense (container_id, updated_at, id);
CREATE INDEX expense_external_id_idx ON expense (container_id, external_id);
CREATE INDEX expense_revision_idx ON expense (container_id, revision);

CREATE TABLE expense_item (
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
    expense_id bigint NOT NULL,
    number text COLLATE "C",
    name text COLLATE "C",
    description text COLLATE "C",
    budget_id bigint,
    contract_id bigint,
    quantity numeric(20,8),
    unit text COLLATE "C",
    unit_price numeric(20,8),
    amount numeric(18,4),
    exchange_rate numeric(20,8),
    original_exchange_rate numeric(20,8),
    realized_gain_or_loss numeric(18,4),
    aggregate_by text COLLATE "C",
    scope text COLLATE "C" NOT NULL,
    note text COLLATE "C",
    position bigint NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX expense_item_uuid_key ON expense_item (container_id, uuid);
CREATE INDEX expense_item_expense_id_idx ON expense_item (container_id, expense_id);
CREATE INDEX expense_item_budget_id_idx ON expense_item (container_id, budget_id);
CREATE INDEX expense_item_revision_idx ON expense_item (container_id, revision);

CREATE TABLE tracking_item (
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
    budget_id bigint NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    description text COLLATE "C",
    quantity numeric(20,8),
    unit text COLLATE "C",
    unit_price numeric(20,8),
    original_amount numeric(18,4),
    planned_start_date date,
    planned_end_date date,
    locations jsonb NOT NULL,
    location_paths jsonb NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX tracking_item_uuid_key ON tracking_item (container_id, uuid);
CREATE UNIQUE INDEX tracking_item_budget_id_key ON tracking_item (container_id, budget_id) WHERE deleted_at IS NULL;
CREATE INDEX tracking_item_revision_idx ON tracking_item (container_id, revision);

CREATE TABLE tracking_item_instance (
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
    budget_id bigint NOT NULL,
    budget_code text COLLATE "C" NOT NULL,
    number text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    input_quantity numeric(20,8),
    input_unit text COLLATE "C",
    input_unit_price numeric(20,8),
    tracked_input_quantity numeric(20,8),
    output_quantity numeric(20,8),
    output_unit text COLLATE "C",
    output_unit_price numeric(20,8),
    tracked_output_quantity numeric(20,8),
    adjusted_output_quantity numeric(20,8),
    performance_ratio numeric(20,8),
    locations jsonb NOT NULL,
    location_paths jsonb NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX tracking_item_instance_uuid_key ON tracking_item_instance (container_id, uuid);
CREATE UNIQUE INDEX tracking_item_instance_budget_id_number_key ON tracking_item_instance (container_id, budget_id, number) WHERE deleted_at IS NULL;
CREATE INDEX tracking_item_instance_revision_idx ON tracking_item_instance (container_id, revision);

CREATE TABLE time_sheet (
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
    tracking_item_instance_id bigint NOT NULL,
    budget_code text COLLATE "C" NOT NULL,
    start_date date NOT NULL,
    end_date date NOT NULL,
    input_quantity numeric(20,8),
    input_unit text COLLATE "C",
    output_quantity numeric(20,8),
    output_unit text COLLATE "C",
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX time_sheet_uuid_key ON time_sheet (container_id, uuid);
CREATE INDEX time_sheet_tracking_item_instance_id_idx ON time_sheet (container_id, tracking_item_instance_id);
CREATE INDEX time_sheet_revision_idx ON time_sheet (container_id, revision);

CREATE TABLE attachment_folder (
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
    urn text COLLATE "C" NOT NULL,
    scope text COLLATE "C",
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX attachment_folder_uuid_key ON attachment_folder (container_id, uuid);
CREATE UNIQUE INDEX attachment_folder_record_kind_record_id_key ON attachment_folder (container_id, record_kind, record_id) WHERE deleted_at IS NULL;
CREATE INDEX attachment_folder_revision_idx ON attachment_folder (container_id, revision);

CREATE TABLE attachment (
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
    association_kind text COLLATE "C" NOT NULL,
    folder_id bigint,
    name text COLLATE "C" NOT NULL,
    urn text COLLATE "C" NOT NULL,
    type text COLLATE "C" NOT NULL,
    content_type text COLLATE "C",
    size_bytes bigint,
    digest text COLLATE "C",
    stored_name text COLLATE "C",
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX attachment_uuid_key ON attachment (container_id, uuid);
CREATE INDEX attachment_record_kind_record_id_idx ON attachment (container_id, record_kind, record_id);
CREATE INDEX attachment_record_uuid_idx ON attachment (container_id, record_uuid);
CREATE INDEX attachment_updated_at_id_idx ON attachment (container_id, updated_at, id);
CREATE INDEX attachment_urn_idx ON attachment (container_id, urn);
CREATE INDEX attachment_revision_idx ON attachment (container_id, revision);

CREATE TABLE template (
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
    locked boolean NOT NULL,
    type text COLLATE "C" NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX template_uuid_key ON template (container_id, uuid);
CREATE INDEX template_revision_idx ON template (container_id, revision);

CREATE TABLE segment (
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
    template_id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    type text COLLATE "C" NOT NULL,
    delimiter text COLLATE "C" NOT NULL,
    length bigint NOT NULL,
    is_variable_length boolean NOT NULL,
    position bigint NOT NULL,
    sample_code text COLLATE "C",
    is_locked boolean NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX segment_uuid_key ON segment (container_id, uuid);
CREATE UNIQUE INDEX segment_template_id_name_key ON segment (container_id, template_id, name) WHERE deleted_at IS NULL;
CREATE INDEX segment_revision_idx ON segment (container_id, revision);

CREATE TABLE segment_value (
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
    segment_id bigint NOT NULL,
    parent_id bigint,
    code text COLLATE "C" NOT NULL,
    original_code text COLLATE "C",
    description text COLLATE "C",
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX segment_value_uuid_key ON segment_value (container_id, uuid);
CREATE UNIQUE INDEX segment_value_segment_id_parent_id_code_key ON segment_value (container_id, segment_id, parent_id, code) WHERE deleted_at IS NULL;
CREATE INDEX segment_value_updated_at_id_idx ON segment_value (container_id, updated_at, id);
CREATE INDEX segment_value_segment_id_code_idx ON segment_value (container_id, segment_id, code);
CREATE INDEX segment_value_revision_idx ON segment_value (container_id, revision);

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
