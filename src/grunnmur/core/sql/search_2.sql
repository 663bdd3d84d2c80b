-- One look at the index for each key: joined, all keys of the municipality are read for the few that are asked for, and
-- there is one for each person.
CREATE OR REPLACE FUNCTION search_keys(this_tenant uuid, keys text[]) RETURNS integer[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(k.id), '{}')
    FROM unnest(keys) AS asked (key) CROSS JOIN LATERAL (
        SELECT s.id FROM search_key AS s WHERE s.tenant_id = this_tenant AND s.key = asked.key LIMIT 1
    ) AS k
$$;
