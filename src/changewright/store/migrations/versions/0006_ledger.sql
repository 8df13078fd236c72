-- Written by `python -m changewright.store.schema_changes --write-migration`.

CREATE INDEX change_order_kind_origin_id_idx ON change_order (container_id, kind, origin_id);
