-- Search under row-level security. A policy would keep PostgreSQL from using the index on tsv, because @@ and && are not
-- leakproof; so the index lies in a table that only the functions below may read, and they repeat the walls themselves:
-- the tenant of the transaction, and the asker's audience keys. They give out ids only, and those are joined to
-- search_entry under its ordinary policy.

CREATE TABLE search_key (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id uuid NOT NULL,
    key text NOT NULL,
    CONSTRAINT search_key_key UNIQUE (tenant_id, key)
);
COMMENT ON TABLE search_key IS 'Audience keys as numbers; everyone has none, it is search_token.is_open.';

CREATE TABLE search_token (
    entry_id bigint PRIMARY KEY REFERENCES search_entry (id) ON DELETE CASCADE,
    tenant_id uuid NOT NULL,
    kind text NOT NULL,
    scope uuid,
    unit uuid,
    type_code text NOT NULL,
    happened_at timestamptz NOT NULL,
    is_open boolean NOT NULL,
    has_keys boolean NOT NULL,
    audience integer[] NOT NULL,
    tsv tsvector NOT NULL
) WITH (fillfactor = 75, toast_tuple_target = 8160);
COMMENT ON COLUMN search_token.is_open IS 'The audience holds everyone.';
COMMENT ON COLUMN search_token.has_keys IS 'The audience holds other keys than everyone.';
ALTER TABLE search_token ALTER COLUMN tsv SET STORAGE MAIN;
ALTER TABLE search_token ALTER COLUMN tsv SET STATISTICS 500;
CREATE INDEX search_token_tsv ON search_token USING gin (tsv);
CREATE INDEX search_token_newest ON search_token (tenant_id, happened_at DESC, entry_id DESC);
CREATE INDEX search_token_unit ON search_token (tenant_id, unit, happened_at DESC);
CREATE INDEX search_token_scope ON search_token (tenant_id, scope) WHERE scope IS NOT NULL;
-- Without the condition the planner would take this index for everybody, and it is slow for whoever is in `everyone`.
CREATE INDEX search_token_audience ON search_token USING gin (audience) WHERE has_keys;

-- No policy: all but the owner see nothing, whatever is granted by mistake.
ALTER TABLE search_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE search_token ENABLE ROW LEVEL SECURITY;

CREATE TYPE search_filter AS (
    kinds text[],
    type_codes text[],
    units uuid[],
    scope uuid,
    since timestamptz,
    until timestamptz,
    excluded tsquery
);

-- The wall: what this tenant's asker may find, narrowed by the filter. Inlined into the queries of search_match.
CREATE FUNCTION search_visible(this_tenant uuid, is_everyone boolean, own integer[], mine integer[], f search_filter)
RETURNS SETOF search_token LANGUAGE sql STABLE AS $$
    SELECT t.* FROM search_token AS t
    WHERE t.tenant_id = this_tenant
      AND ((t.is_open AND is_everyone) OR (t.has_keys AND t.audience && own))
      AND (mine IS NULL OR (t.has_keys AND t.audience && mine))
      AND (f.scope IS NULL OR t.scope = f.scope)
      AND (f.units IS NULL OR t.unit = ANY (f.units))
      AND (f.type_codes IS NULL OR t.type_code = ANY (f.type_codes))
      AND (f.since IS NULL OR t.happened_at >= f.since)
      AND (f.until IS NULL OR t.happened_at < f.until)
      AND (f.excluded IS NULL OR NOT t.tsv @@ f.excluded)
      AND t.kind = ANY (f.kinds)
$$;

CREATE FUNCTION search_keys(this_tenant uuid, keys text[]) RETURNS integer[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(k.id), '{}')
    FROM unnest(keys) AS asked (key) JOIN search_key AS k ON k.tenant_id = this_tenant AND k.key = asked.key
$$;

-- Takes over what search_entry says about these entries, and their text where a vector is given (NULL keeps the old one).
CREATE FUNCTION search_put(entry_ids bigint[], vectors text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    this_tenant uuid := nullif(current_setting('app.tenant', true), '')::uuid;
BEGIN
    INSERT INTO search_key (tenant_id, key)
    SELECT DISTINCT this_tenant, k.key
    FROM search_entry AS e CROSS JOIN unnest(e.audience_keys) AS k (key)
    WHERE e.tenant_id = this_tenant AND e.id = ANY (entry_ids) AND k.key <> 'everyone'
      AND NOT EXISTS (SELECT FROM search_key AS old WHERE old.tenant_id = this_tenant AND old.key = k.key)
    ORDER BY k.key  -- everybody locks in this order
    ON CONFLICT DO NOTHING;

    WITH put AS (
        SELECT e.id, e.tenant_id, e.kind, e.scope, e.unit, e.type_code, e.happened_at,
               'everyone' = ANY (e.audience_keys) AS is_open,
               search_keys(this_tenant, e.audience_keys) AS audience,
               p.vector
        FROM unnest(entry_ids, vectors) AS p (id, vector)
        JOIN search_entry AS e ON e.id = p.id AND e.tenant_id = this_tenant
    ), changed AS (
        UPDATE search_token AS t
        SET kind = put.kind, scope = put.scope, unit = put.unit, type_code = put.type_code,
            happened_at = put.happened_at, is_open = put.is_open, has_keys = put.audience <> '{}',
            audience = put.audience, tsv = coalesce(put.vector::tsvector, t.tsv)
        FROM put WHERE t.entry_id = put.id
        RETURNING t.entry_id
    )
    INSERT INTO search_token (
        entry_id, tenant_id, kind, scope, unit, type_code, happened_at, is_open, has_keys, audience, tsv
    )
    SELECT id, tenant_id, kind, scope, unit, type_code, happened_at, is_open, audience <> '{}', audience,
           coalesce(vector, '')::tsvector
    FROM put WHERE NOT EXISTS (SELECT FROM changed WHERE changed.entry_id = put.id);
END
$$;

-- Finds and ranks what the asker may find.
-- asked: words; NULL lists the newest. code, title: marks of a number and of a whole title, NULL if none was typed.
-- weights: one for each of f.kinds. shape: A every hit ranked, so that counts are exact (fewer than 2,001 hits);
-- B the newest 5,000 rows looked through, 500 ranked; C the first 2,000 of the index as well.
CREATE FUNCTION search_match(
    asked tsquery, code tsquery, title tsquery, keys text[], mine_keys text[], f search_filter, weights real[], today date
)
RETURNS TABLE (entry_id bigint, rank double precision, is_exact boolean, shape "char")
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    this_tenant uuid := nullif(current_setting('app.tenant', true), '')::uuid;
    is_everyone boolean := 'everyone' = ANY (keys);
    own integer[] := search_keys(this_tenant, keys);
    mine integer[] := CASE WHEN mine_keys IS NOT NULL THEN search_keys(this_tenant, mine_keys) END;
    title_beginning tsquery := (title::text || ':*')::tsquery;
    used "char" := 'A';
    found bigint[];
    newest bigint[];
BEGIN
    IF this_tenant IS NULL THEN
        RETURN;
    END IF;
    IF asked IS NULL THEN
        used := 'B';
        found := ARRAY (
            SELECT v.entry_id FROM search_visible(this_tenant, is_everyone, own, mine, f) AS v
            ORDER BY v.happened_at DESC, v.entry_id DESC LIMIT 500
        );
    ELSE
        found := ARRAY (
            SELECT v.entry_id FROM search_visible(this_tenant, is_everyone, own, mine, f) AS v
            WHERE v.tsv @@ asked LIMIT 2001
        );
    END IF;
    IF cardinality(found) > 2000 THEN
        used := 'B';
        newest := ARRAY (
            SELECT n.entry_id FROM (
                SELECT v.entry_id, v.happened_at, v.tsv FROM search_visible(this_tenant, is_everyone, own, mine, f) AS v
                ORDER BY v.happened_at DESC, v.entry_id DESC LIMIT 5000
            ) AS n WHERE n.tsv @@ asked ORDER BY n.happened_at DESC, n.entry_id DESC LIMIT 500
        );
        IF cardinality(newest) < 50 THEN
            used := 'C';
            newest := newest || found;
        END IF;
        found := newest || ARRAY (
            SELECT v.entry_id FROM search_visible(this_tenant, is_everyone, own, mine, f) AS v
            WHERE v.tsv @@ (code || title) LIMIT 100
        );
    END IF;
    RETURN QUERY
    SELECT t.entry_id,
           coalesce(ts_rank('{0.05, 0.2, 0.4, 1.0}', t.tsv, asked, 1), 0)
             * coalesce(weights[array_position(f.kinds, t.kind)], 1)
             * greatest(0.5, 0.5::double precision ^ (greatest(0, today - t.happened_at::date) / 730.0::double precision))
             + CASE WHEN t.tsv @@ code THEN 10 ELSE 0 END
             + CASE WHEN t.tsv @@ title THEN 2 WHEN t.tsv @@ title_beginning THEN 0.5 ELSE 0 END,
           coalesce(t.tsv @@ code, false),
           used
    FROM search_token AS t
    WHERE t.tenant_id = this_tenant AND t.entry_id = ANY (found);
END
$$;

REVOKE ALL ON FUNCTION search_visible, search_keys, search_put, search_match FROM PUBLIC;
