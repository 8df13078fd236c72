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

ALTER TABLE change_order ADD COLUMN event_status text COLLATE "C";

ALTER TABLE change_order ADD COLUMN event_source text COLLATE "C";

ALTER TABLE change_order ADD COLUMN revenue_source text COLLATE "C";

ALTER TABLE change_order ADD COLUMN estimated_amount numeric(18,4);

ALTER TABLE change_order ADD COLUMN estimated_status text COLLATE "C";

ALTER TABLE change_order ADD COLUMN original_quote numeric(18,4);

ALTER TABLE change_order ADD COLUMN cost_code_id bigint;

ALTER TABLE change_order ADD COLUMN specification_section_id bigint;

ALTER TABLE change_order ADD COLUMN spec_section_number text COLLATE "C";

ALTER TABLE change_order ADD COLUMN spec_section_description text COLLATE "C";

ALTER TABLE change_order ADD COLUMN file_ids jsonb NOT NULL DEFAULT '[]';

ALTER TABLE change_order ALTER COLUMN file_ids DROP DEFAULT;

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

ALTER TABLE line ADD COLUMN prime_line_item_id bigint;

ALTER TABLE line ADD COLUMN commitment_line_item_id bigint;

ALTER TABLE budget ADD COLUMN cost_code_id bigint;

ALTER TABLE budget ADD COLUMN cost_type_id bigint;

ALTER TABLE contract ADD COLUMN form text COLLATE "C" NOT NULL DEFAULT 'work_order';

ALTER TABLE contract ALTER COLUMN form DROP DEFAULT;

ALTER TABLE contract ADD COLUMN executed_flag boolean NOT NULL DEFAULT false;

ALTER TABLE contract ALTER COLUMN executed_flag DROP DEFAULT;

ALTER TABLE contract ADD COLUMN accounting_method text COLLATE "C" NOT NULL DEFAULT 'amount';

ALTER TABLE contract ALTER COLUMN accounting_method DROP DEFAULT;

ALTER TABLE contract ADD COLUMN private boolean NOT NULL DEFAULT false;

ALTER TABLE contract ALTER COLUMN private DROP DEFAULT;

ALTER TABLE contract ADD COLUMN assignee_id bigint;

ALTER TABLE contract ADD COLUMN contract_date date;

ALTER TABLE contract ADD COLUMN start_date date;

ALTER TABLE contract ADD COLUMN estimated_completion_date date;

ALTER TABLE contract ADD COLUMN actual_completion_date date;

ALTER TABLE contract ADD COLUMN approval_letter_date date;

ALTER TABLE contract ADD COLUMN issued_on_date date;

ALTER TABLE contract ADD COLUMN letter_of_intent_date date;

ALTER TABLE contract ADD COLUMN signed_received_date date;

ALTER TABLE contract ADD COLUMN delivery_date date;

ALTER TABLE contract ADD COLUMN inclusions text COLLATE "C";

ALTER TABLE contract ADD COLUMN exclusions text COLLATE "C";

ALTER TABLE contract ADD COLUMN bill_to_address text COLLATE "C";

ALTER TABLE contract ADD COLUMN ship_to_address text COLLATE "C";

ALTER TABLE contract ADD COLUMN ship_via text COLLATE "C";

ALTER TABLE contract ADD COLUMN payment_terms text COLLATE "C";

ALTER TABLE contract ADD COLUMN invoice_contact_ids jsonb NOT NULL DEFAULT '[]';

ALTER TABLE contract ALTER COLUMN invoice_contact_ids DROP DEFAULT;

ALTER TABLE contract ADD COLUMN bill_recipient_ids jsonb NOT NULL DEFAULT '[]';

ALTER TABLE contract ALTER COLUMN bill_recipient_ids DROP DEFAULT;

ALTER TABLE contract ADD COLUMN accessor_ids jsonb NOT NULL DEFAULT '[]';

ALTER TABLE contract ALTER COLUMN accessor_ids DROP DEFAULT;

ALTER TABLE contract ADD COLUMN signature_required boolean NOT NULL DEFAULT false;

ALTER TABLE contract ALTER COLUMN signature_required DROP DEFAULT;

ALTER TABLE contract ADD COLUMN billing_schedule_status text COLLATE "C" NOT NULL DEFAULT 'draft';

ALTER TABLE contract ALTER COLUMN billing_schedule_status DROP DEFAULT;

ALTER TABLE contract ADD COLUMN change_order_detail text COLLATE "C" NOT NULL DEFAULT 'change_order_package';

ALTER TABLE contract ALTER COLUMN change_order_detail DROP DEFAULT;

ALTER TABLE contract ADD COLUMN allow_comments boolean NOT NULL DEFAULT true;

ALTER TABLE contract ALTER COLUMN allow_comments DROP DEFAULT;

ALTER TABLE contract ADD COLUMN allow_markups boolean NOT NULL DEFAULT true;

ALTER TABLE contract ALTER COLUMN allow_markups DROP DEFAULT;

ALTER TABLE contract ADD COLUMN allow_payment_applications boolean NOT NULL DEFAULT false;

ALTER TABLE contract ALTER COLUMN allow_payment_applications DROP DEFAULT;

ALTER TABLE contract ADD COLUMN allow_payments boolean NOT NULL DEFAULT false;

ALTER TABLE contract ALTER COLUMN allow_payments DROP DEFAULT;

ALTER TABLE contract ADD COLUMN display_materials_retainage boolean NOT NULL DEFAULT false;

ALTER TABLE contract ALTER COLUMN display_materials_retainage DROP DEFAULT;

ALTER TABLE contract ADD COLUMN display_work_retainage boolean NOT NULL DEFAULT false;

ALTER TABLE contract ALTER COLUMN display_work_retainage DROP DEFAULT;

ALTER TABLE contract ADD COLUMN show_cost_code_on_pdf boolean NOT NULL DEFAULT true;

ALTER TABLE contract ALTER COLUMN show_cost_code_on_pdf DROP DEFAULT;

ALTER TABLE contract ADD COLUMN show_line_items_to_non_admins boolean NOT NULL DEFAULT false;

ALTER TABLE contract ALTER COLUMN show_line_items_to_non_admins DROP DEFAULT;

ALTER TABLE contract ADD COLUMN ssr_enabled boolean NOT NULL DEFAULT false;

ALTER TABLE contract ALTER COLUMN ssr_enabled DROP DEFAULT;

ALTER TABLE contract ADD COLUMN enable_ssov boolean NOT NULL DEFAULT false;

ALTER TABLE contract ALTER COLUMN enable_ssov DROP DEFAULT;

ALTER TABLE contract ADD COLUMN allow_change_orders_ssov boolean NOT NULL DEFAULT false;

ALTER TABLE contract ALTER COLUMN allow_change_orders_ssov DROP DEFAULT;

CREATE INDEX contract_form_id_idx ON contract (container_id, form, id);

ALTER TABLE main_contract ADD COLUMN executed_flag boolean NOT NULL DEFAULT false;

ALTER TABLE main_contract ALTER COLUMN executed_flag DROP DEFAULT;

ALTER TABLE main_contract ADD COLUMN accounting_method text COLLATE "C" NOT NULL DEFAULT 'amount';

ALTER TABLE main_contract ALTER COLUMN accounting_method DROP DEFAULT;

ALTER TABLE main_contract ADD COLUMN private boolean NOT NULL DEFAULT false;

ALTER TABLE main_contract ALTER COLUMN private DROP DEFAULT;

ALTER TABLE main_contract ADD COLUMN contract_date date;

ALTER TABLE main_contract ADD COLUMN approval_letter_date date;

ALTER TABLE main_contract ADD COLUMN issued_on_date date;

ALTER TABLE main_contract ADD COLUMN letter_of_intent_date date;

ALTER TABLE main_contract ADD COLUMN returned_date date;

ALTER TABLE main_contract ADD COLUMN signed_received_date date;

ALTER TABLE main_contract ADD COLUMN substantial_completion_date date;

ALTER TABLE main_contract ADD COLUMN inclusions text COLLATE "C";

ALTER TABLE main_contract ADD COLUMN exclusions text COLLATE "C";

ALTER TABLE main_contract ADD COLUMN currency text COLLATE "C";

ALTER TABLE main_contract ADD COLUMN exchange_rate numeric(20,8);

ALTER TABLE main_contract ADD COLUMN accessor_ids jsonb NOT NULL DEFAULT '[]';

ALTER TABLE main_contract ALTER COLUMN accessor_ids DROP DEFAULT;

ALTER TABLE main_contract ADD COLUMN change_order_detail text COLLATE "C" NOT NULL DEFAULT 'change_order_package';

ALTER TABLE main_contract ALTER COLUMN change_order_detail DROP DEFAULT;

ALTER TABLE main_contract ADD COLUMN allow_comments boolean NOT NULL DEFAULT true;

ALTER TABLE main_contract ALTER COLUMN allow_comments DROP DEFAULT;

ALTER TABLE main_contract ADD COLUMN allow_markups boolean NOT NULL DEFAULT true;

ALTER TABLE main_contract ALTER COLUMN allow_markups DROP DEFAULT;

ALTER TABLE main_contract ADD COLUMN allow_payment_applications boolean NOT NULL DEFAULT false;

ALTER TABLE main_contract ALTER COLUMN allow_payment_applications DROP DEFAULT;

ALTER TABLE main_contract ADD COLUMN allow_payments boolean NOT NULL DEFAULT false;

ALTER TABLE main_contract ALTER COLUMN allow_payments DROP DEFAULT;

ALTER TABLE main_contract ADD COLUMN approve_prefilled_requisitions boolean NOT NULL DEFAULT false;

ALTER TABLE main_contract ALTER COLUMN approve_prefilled_requisitions DROP DEFAULT;

ALTER TABLE main_contract ADD COLUMN display_materials_retainage boolean NOT NULL DEFAULT false;

ALTER TABLE main_contract ALTER COLUMN display_materials_retainage DROP DEFAULT;

ALTER TABLE main_contract ADD COLUMN display_work_retainage boolean NOT NULL DEFAULT false;

ALTER TABLE main_contract ALTER COLUMN display_work_retainage DROP DEFAULT;

ALTER TABLE main_contract ADD COLUMN show_cost_code_on_pdf boolean NOT NULL DEFAULT true;

ALTER TABLE main_contract ALTER COLUMN show_cost_code_on_pdf DROP DEFAULT;

ALTER TABLE main_contract ADD COLUMN show_line_items_to_non_admins boolean NOT NULL DEFAULT false;

ALTER TABLE main_contract ALTER COLUMN show_line_items_to_non_admins DROP DEFAULT;

ALTER TABLE main_contract ADD COLUMN enable_ssov boolean NOT NULL DEFAULT false;

ALTER TABLE main_contract ALTER COLUMN enable_ssov DROP DEFAULT;

ALTER TABLE main_contract_item ADD COLUMN extended_type text COLLATE "C" NOT NULL DEFAULT 'manual';

ALTER TABLE main_contract_item ALTER COLUMN extended_type DROP DEFAULT;

ALTER TABLE main_contract_item ADD COLUMN tax_code_id bigint;

ALTER TABLE schedule_of_value ADD COLUMN extended_type text COLLATE "C" NOT NULL DEFAULT 'manual';

ALTER TABLE schedule_of_value ALTER COLUMN extended_type DROP DEFAULT;

ALTER TABLE schedule_of_value ADD COLUMN tax_code_id bigint;

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

CREATE TABLE event_line (
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
    description text COLLATE "C",
    quantity numeric(20,8),
    unit_cost numeric(20,8),
    unit text COLLATE "C",
    calculation text COLLATE "C" NOT NULL,
    proposed_company_id bigint,
    proposed_contract_id bigint,
    contract_line_id bigint,
    revenue_amount numeric(18,4),
    revenue_quantity numeric(20,8),
    revenue_unit_cost numeric(20,8),
    revenue_calculation text COLLATE "C" NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX event_line_uuid_key ON event_line (container_id, uuid);
CREATE UNIQUE INDEX event_line_cost_item_id_key ON event_line (container_id, cost_item_id) WHERE deleted_at IS NULL;
CREATE INDEX event_line_revision_idx ON event_line (container_id, revision);

CREATE TABLE quote (
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
    rfq_id bigint NOT NULL,
    cost_item_id bigint,
    number text COLLATE "C",
    amount numeric(18,4),
    days bigint,
    description text COLLATE "C",
    accepted_at timestamptz,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX quote_uuid_key ON quote (container_id, uuid);
CREATE INDEX quote_rfq_id_idx ON quote (container_id, rfq_id);
CREATE INDEX quote_cost_item_id_idx ON quote (container_id, cost_item_id);
CREATE INDEX quote_revision_idx ON quote (container_id, revision);

CREATE TABLE rfq_response (
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
    rfq_id bigint NOT NULL,
    comment text COLLATE "C",
    file_ids jsonb NOT NULL,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX rfq_response_uuid_key ON rfq_response (container_id, uuid);
CREATE INDEX rfq_response_rfq_id_idx ON rfq_response (container_id, rfq_id);
CREATE INDEX rfq_response_revision_idx ON rfq_response (container_id, revision);
