-- Written by `python -m changewright.store.schema_changes --write-migration`.

CREATE TABLE saved_view (
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
    person_id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    sharing text COLLATE "C" NOT NULL,
    locked boolean NOT NULL,
    definition jsonb,
    copy_of uuid,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX saved_view_uuid_key ON saved_view (container_id, uuid);
CREATE INDEX saved_view_person_id_idx ON saved_view (container_id, person_id);
CREATE INDEX saved_view_copy_of_idx ON saved_view (container_id, copy_of);
CREATE INDEX saved_view_revision_idx ON saved_view (container_id, revision);

CREATE TABLE view_choice (
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
    person_id bigint NOT NULL,
    view_uuid uuid,
    PRIMARY KEY (container_id, id)
);
CREATE UNIQUE INDEX view_choice_uuid_key ON view_choice (container_id, uuid);
CREATE UNIQUE INDEX view_choice_person_id_key ON view_choice (container_id, person_id) WHERE deleted_at IS NULL;
CREATE INDEX view_choice_revision_idx ON view_choice (container_id, revision);
