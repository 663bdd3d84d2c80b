-- One page of hits, with count and facets in its first row; the walls are in search_match and in search_entry's policy.
WITH matched AS MATERIALIZED (
    SELECT * FROM search_match(
        %(asked)s::tsquery, %(code)s::tsquery, %(title)s::tsquery, %(keys)s::text[], %(mine)s::text[],
        ROW(
            %(kinds)s::text[], %(type_codes)s::text[], %(units)s::uuid[], %(scope)s::uuid,
            %(since)s::timestamptz, %(until)s::timestamptz, %(excluded)s::tsquery
        )::search_filter,
        %(weights)s::real[], %(today)s::date
    )
), hits AS MATERIALIZED (
    -- A long thing has many parts; its best one stands for it.
    SELECT DISTINCT ON (e.kind, e.ref)
           e.id, e.kind, e.unit, e.type_code, e.year, e.happened_at, m.rank, m.is_exact, m.shape,
           e.audience_keys && %(own)s::varchar[] AS is_mine
    FROM matched AS m JOIN search_entry AS e ON e.id = m.entry_id
    ORDER BY e.kind, e.ref, m.rank DESC, e.id
), page AS (
    SELECT * FROM hits AS h
    WHERE %(after_id)s::bigint IS NULL
       OR CASE WHEN %(is_newest)s
          THEN (h.happened_at, h.id) < (%(after_at)s::timestamptz, %(after_id)s::bigint)
          ELSE (h.rank, h.happened_at, h.id)
               < (%(after_rank)s::double precision, %(after_at)s::timestamptz, %(after_id)s::bigint)
          END
    ORDER BY CASE WHEN NOT %(is_newest)s THEN h.rank END DESC, h.happened_at DESC, h.id DESC
    LIMIT %(limit)s
), counted AS (
    SELECT f.facet, f.value, count(*) AS hits
    FROM hits AS h CROSS JOIN LATERAL (VALUES
        ('kind', h.kind), ('unit', h.unit::text), ('type', h.type_code), ('year', h.year::text),
        ('mine', CASE WHEN h.is_mine THEN 'mine' END)
    ) AS f (facet, value)
    WHERE f.value <> ''
    GROUP BY f.facet, f.value
)
SELECT e.id, p.rank, p.is_exact, e.kind, e.ref, e.language, e.title, e.subtitle,
       substr(e.body, w.start, 600), w.start > 1, e.unit, e.type_code, e.happened_at, e.is_cut,
       p.shape = 'A',
       CASE WHEN %(after_id)s::bigint IS NULL THEN (SELECT count(*) FROM hits) END,
       CASE WHEN %(after_id)s::bigint IS NULL AND row_number() OVER () = 1 THEN (
           SELECT jsonb_agg(jsonb_build_array(c.facet, c.value, c.hits) ORDER BY c.facet, c.hits DESC, c.value)
           FROM counted AS c
       ) END
FROM page AS p
JOIN search_entry AS e ON e.id = p.id
CROSS JOIN LATERAL (SELECT lower(e.body) AS text OFFSET 0) AS low
CROSS JOIN LATERAL (
    SELECT greatest(1, coalesce(min(nullif(strpos(low.text, form), 0)), 1) - 120) AS start
    FROM unnest(%(forms)s::text[]) AS form
) AS w
ORDER BY CASE WHEN NOT %(is_newest)s THEN p.rank END DESC, p.happened_at DESC, p.id DESC;
