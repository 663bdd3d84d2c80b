-- Takes over what search_entry says about these entries, and their text where a vector is given (NULL keeps the old one).
-- One entry after another in statements so plain that their plans are kept: one statement for all was planned anew each
-- time, which took longer than writing a single entry, and was no quicker for 500.
CREATE OR REPLACE FUNCTION search_put(entry_ids bigint[], vectors text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    this_tenant uuid := nullif(current_setting('app.tenant', true), '')::uuid;
    entry search_entry;
    wanted text;
    known integer;
    own integer[];
BEGIN
    IF cardinality(entry_ids) > 1 THEN  -- the keys of a single entry come in order
        INSERT INTO search_key (tenant_id, key)
        SELECT DISTINCT this_tenant, k.key
        FROM search_entry AS e CROSS JOIN unnest(e.audience_keys) AS k (key)
        WHERE e.tenant_id = this_tenant AND e.id = ANY (entry_ids) AND k.key <> 'everyone'
          AND NOT EXISTS (SELECT FROM search_key AS old WHERE old.tenant_id = this_tenant AND old.key = k.key)
        ORDER BY k.key  -- everybody locks in this order
        ON CONFLICT DO NOTHING;
    END IF;
    FOR place IN 1 .. coalesce(cardinality(entry_ids), 0) LOOP
        SELECT e.* INTO entry FROM search_entry AS e WHERE e.id = entry_ids[place] AND e.tenant_id = this_tenant;
        CONTINUE WHEN NOT FOUND;
        own := '{}';
        FOREACH wanted IN ARRAY entry.audience_keys LOOP
            CONTINUE WHEN wanted = 'everyone';
            SELECT k.id INTO known FROM search_key AS k WHERE k.tenant_id = this_tenant AND k.key = wanted;
            IF NOT FOUND THEN
                INSERT INTO search_key (tenant_id, key) VALUES (this_tenant, wanted) ON CONFLICT DO NOTHING;
                -- somebody else's, where two write the same key at once
                SELECT k.id INTO known FROM search_key AS k WHERE k.tenant_id = this_tenant AND k.key = wanted;
            END IF;
            own := own || known;
        END LOOP;
        INSERT INTO search_token AS t (
            entry_id, tenant_id, kind, scope, unit, type_code, happened_at, is_open, has_keys, audience, tsv
        )
        VALUES (
            entry.id, entry.tenant_id, entry.kind, entry.scope, entry.unit, entry.type_code, entry.happened_at,
            'everyone' = ANY (entry.audience_keys), own <> '{}', own, coalesce(vectors[place], '')::tsvector
        )
        ON CONFLICT (entry_id) DO UPDATE
        SET kind = excluded.kind, scope = excluded.scope, unit = excluded.unit, type_code = excluded.type_code,
            happened_at = excluded.happened_at, is_open = excluded.is_open, has_keys = excluded.has_keys,
            audience = excluded.audience,
            tsv = CASE WHEN vectors[place] IS NULL THEN t.tsv ELSE excluded.tsv END;
    END LOOP;
END
$$;
