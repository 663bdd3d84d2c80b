-- Brings the known words in line with a new count, and writes only what changed.
WITH counted AS MATERIALIZED (
    SELECT c.word, c.frequency FROM unnest(%(words)s::text[], %(counts)s::integer[]) AS c (word, frequency)
), gone AS (
    DELETE FROM search_word AS w WHERE NOT EXISTS (SELECT FROM counted AS c WHERE c.word = w.word)
)
INSERT INTO search_word (word, frequency, first, length)
SELECT c.word, c.frequency, left(c.word, 1), length(c.word) FROM counted AS c
ON CONFLICT (tenant_id, word) DO UPDATE SET frequency = excluded.frequency
WHERE search_word.frequency <> excluded.frequency;
