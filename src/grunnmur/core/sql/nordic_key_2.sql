-- The same keys as before. PostgreSQL takes an SQL function that is strict and has a CASE for one it cannot put in place
-- of its call, and reads it anew in every statement: for a new person that took longer than writing her row.
CREATE OR REPLACE FUNCTION nordic_key(t text, has_double_a boolean DEFAULT false) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN translate(
        CASE WHEN has_double_a THEN replace(lower(t), 'aa', 'å') ELSE lower(t) END,
        'æäøöåéèêëüáàâ',
        '{{||}eeeeuaaa'
    ) COLLATE "C";
END
$$;
