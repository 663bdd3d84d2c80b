-- Sorts names as Norwegian and Danish readers expect (… z, æ/ä, ø/ö, å), alike on every PostgreSQL, with or without ICU.
-- In byte order { | } come right after z. With has_double_a, aa is å, as in Danish place names and surnames.
CREATE FUNCTION nordic_key(t text, has_double_a boolean DEFAULT false) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT translate(
        CASE WHEN has_double_a THEN replace(lower(t), 'aa', 'å') ELSE lower(t) END,
        'æäøöåéèêëüáàâ',
        '{{||}eeeeuaaa'
    ) COLLATE "C"
$$;
