-- The nearest known word for each word that nobody uses: same first letter, length within one, two letters wrong at most.
SELECT q.word, near.word
FROM unnest(%(words)s::text[]) AS q (word)
CROSS JOIN LATERAL (
    SELECT c.word, levenshtein_less_equal(c.word, q.word, 2) AS distance, c.frequency
    FROM (
        SELECT w.word, w.frequency FROM search_word AS w
        WHERE w.first = left(q.word, 1) AND w.length BETWEEN length(q.word) - 1 AND length(q.word) + 1
        ORDER BY w.frequency DESC LIMIT 3000
    ) AS c
    ORDER BY distance, c.frequency DESC LIMIT 1
) AS near
WHERE near.distance BETWEEN 1 AND 2;
