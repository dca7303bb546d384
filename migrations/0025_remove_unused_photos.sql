-- Photos that were stored before each had a job that removes it when nothing shows it
-- (Sources/Social/Media/UnusedMedia.swift). MEDIA is kind 3. The job looks itself whether the photo is shown, and
-- since when it is not: those that were let go later have another one.
--
-- An id begins with 40 bits of milliseconds since 2024. All of them at once would keep the workers from what is new.
INSERT INTO jobs (queue, kind, payload, attempts_max, run_at)
SELECT 'low', 'media.removeUnused',
    convert_to(
        format('{"media":%s,"since":%s}', id, (id >> 23) + 1704067200000), 'UTF8'),
    10,
    greatest(now(), to_timestamp(((id >> 23) + 1704067200000) / 1000.0) + interval '25 hours')
        + random() * interval '1 hour'
FROM objects WHERE type = 3;
