package app.feedtape.tts.ledger;

import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/** What payers have paid and may hear again; {@link CommitStatement} adds to it. */
@Component
class PaidSegments {

    private static final String PAID =
            """
            select segment_hash from paid_segment
            where payer_id = :payer and voice = :voice and engine = :engine and speed_percent = :speed
              and expires_at > app_now() and segment_hash = any(:hashes)
            """;

    /** Within the thirty days alone: else whoever asks often enough would never pay again. */
    private static final String KEEP =
            """
            update paid_segment set expires_at = app_now() + make_interval(secs => :seconds)
            where payer_id = :payer and voice = :voice and engine = :engine and speed_percent = :speed
              and segment_hash = any(:hashes)
              and paid_at > app_now() - interval '30 days'
              and expires_at < app_now() + make_interval(secs => :seconds)
            """;

    private final JdbcClient jdbc;

    PaidSegments(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Set<SegmentKey> unpaid(UUID payerId, List<SegmentKey> segments) {
        Set<SegmentKey> unpaid = new LinkedHashSet<>(segments);
        if (unpaid.isEmpty()) {
            return unpaid;
        }
        List<String> paid =
                of(PAID, payerId, segments)
                        .query((row, n) -> HexFormat.of().formatHex(row.getBytes(1)))
                        .list();
        unpaid.removeIf(segment -> paid.contains(segment.hash()));
        return unpaid;
    }

    void keep(UUID payerId, List<SegmentKey> segments, Duration atLeast) {
        if (!segments.isEmpty()) {
            of(KEEP, payerId, segments).param("seconds", atLeast.toSeconds()).update();
        }
    }

    /** All of one listening, so of one voice, engine and speed. */
    private StatementSpec of(String sql, UUID payerId, List<SegmentKey> segments) {
        SegmentKey one = segments.getFirst();
        return jdbc.sql(sql)
                .param("payer", payerId)
                .param("voice", one.voice())
                .param("engine", one.engine())
                .param("speed", one.speedPercent())
                .param(
                        "hashes",
                        segments.stream().map(SegmentKey::hashBytes).toArray(byte[][]::new));
    }
}
