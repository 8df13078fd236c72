-- A project says since the second migration whether somebody has defined an attribute, so that
-- lists need not look. Those whose attributes are older say it from here on.

UPDATE container_settings AS s
SET settings = s.settings || '{"custom_attributes": true}', version = s.version + 1
WHERE s.settings ->> 'custom_attributes' IS DISTINCT FROM 'true'
AND EXISTS (
    SELECT FROM property_definition AS d
    WHERE d.container_id = s.container_id AND NOT d.built_in AND d.deleted_at IS NULL
);
