package app.feedtape.tts.audio;

import app.feedtape.tts.audio.AudioAsset.Piece;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * All that is asked of the database for a download, in one way to it. Hundreds who read fast share
 * the few carriers of virtual threads, and whoever had a connection in hand among them would wait
 * behind all of them while others wait for the connection: so these ways are gone by threads of the
 * system, which have a turn of their own.
 */
@Component
class StoredListenings implements DisposableBean {

    /** Fewer than there are connections: others need some, and one way takes a millisecond. */
    private static final int AT_ONCE = 4;

    private static final String FIND =
            """
            select audio.id, audio.account_id, payer_id, language, voice, engine, speed_percent, format, characters,
                   segments, state, etag,
                   let_go_at is not null or coalesce(a.heard_until, s.heard_until) <= app_now() as over,
                   case when a.take <> s.take then a.position || ':' || s.take end as mended,
                   s.storage_key, coalesce(s.object, s.storage_key) as object, s.bytes as piece_bytes, s.frames,
                   coalesce(s.samples, s.frames * 576::bigint) as samples, s.pre_skip, s.end_trim, s.sample_rate
            from audio
            left join audio_segment a on a.audio_id = audio.id
            left join stored_segment s on s.storage_key = a.storage_key
            where audio.id = :id and audio.account_id = :account
            order by a.position
            """;

    private final JdbcClient jdbc;
    private final ExecutorService threads =
            Executors.newFixedThreadPool(
                    AT_ONCE, Thread.ofPlatform().daemon().name("stored-listenings-", 0).factory());

    StoredListenings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A listening and what is stored of it.
     *
     * @param pieces in order
     * @param mended which pieces were spoken anew since, and for which time; empty but after a loss
     * @param over whether it was let go, or the thirty days of any piece are over
     */
    record StoredListening(
            AudioAsset asset, List<Piece> pieces, List<String> mended, boolean over) {

        boolean isWhole() {
            return pieces.size() >= asset.segments();
        }
    }

    private record Row(
            AudioAsset asset, @Nullable Piece piece, @Nullable String mended, boolean over) {}

    /** A listening of this account; other accounts' do not exist for it. */
    Optional<StoredListening> find(UUID id, UUID accountId) {
        try {
            return CompletableFuture.supplyAsync(() -> ask(id, accountId), threads).join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failure;
        }
    }

    private Optional<StoredListening> ask(UUID id, UUID accountId) {
        List<Row> rows =
                jdbc.sql(FIND)
                        .param("id", id)
                        .param("account", accountId)
                        .query(StoredListenings::row)
                        .list();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new StoredListening(
                        rows.getFirst().asset(),
                        rows.stream().flatMap(row -> Stream.ofNullable(row.piece())).toList(),
                        rows.stream().flatMap(row -> Stream.ofNullable(row.mended())).toList(),
                        rows.stream().anyMatch(Row::over)));
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        return new Row(
                AudioAssets.asset(row, number),
                piece(row),
                row.getString("mended"),
                row.getBoolean("over"));
    }

    private static @Nullable Piece piece(ResultSet row) throws SQLException {
        String storageKey = row.getString("storage_key");
        return storageKey == null
                ? null
                : new Piece(
                        storageKey,
                        row.getString("object"),
                        row.getInt("piece_bytes"),
                        row.getInt("frames"),
                        row.getLong("samples"),
                        row.getInt("pre_skip"),
                        row.getInt("end_trim"),
                        row.getInt("sample_rate"));
    }

    @Override
    public void destroy() {
        threads.shutdown();
    }
}
