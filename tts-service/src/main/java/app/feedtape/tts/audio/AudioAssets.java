package app.feedtape.tts.audio;

import app.feedtape.tts.audio.AudioAsset.Piece;
import app.feedtape.tts.ledger.LostListenings;
import app.feedtape.tts.ledger.SegmentKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** The tables of listenings and of the sound they are made of. */
@Component
public class AudioAssets implements LostListenings {

    /** Decides as well whether the end of the transaction around it waits for the disk. */
    private static final String TRY_MAKE =
            """
            with made as (
            insert into audio (id, account_id, payer_id, language, voice, engine, speed_percent, format,
                               characters, segments, etag, maker, maker_until)
            values (:id, :account, :payer, :language, :voice, :engine, :speed, :format, :characters, :segments,
                    :etag, :maker, app_now() + interval '20 seconds')
            on conflict (id) do update set maker = excluded.maker, maker_until = excluded.maker_until
             where audio.maker is null or audio.maker_until < app_now()
            returning id)
            select exists (select from made), set_config('synchronous_commit',
                case when :awaited then current_setting('synchronous_commit') else 'off' end, true)
            """;

    private static final String GO_ON_MAKING =
            """
            update audio set maker_until = app_now() + interval '20 seconds'
            where id = any(:ids) and maker = any(:makers)
            """;

    private static final String IS_BEING_MADE =
            "select exists (select from audio where id = :id and maker_until >= app_now())";

    private static final String ABANDONED =
            """
            select id from audio
            where account_id = :account and created_at > app_now() - interval '1 day' and etag = :etag
              and state = 'open' and maker_until < app_now()
            """;

    private static final String HAS_PIECE =
            "select exists (select from audio_segment where audio_id = :id and position = :position)";

    private static final String KEY_OF =
            "select storage_key from audio_segment where audio_id = :id and position = :position";

    private static final String FIND =
            """
            select id, account_id, payer_id, language, voice, engine, speed_percent, format, characters,
                   segments, state, etag
            from audio where id = :id and account_id = :account
            """;

    /**
     * The sound stays a little longer than anybody may hear it, so that not every listener has to
     * write it.
     */
    private static final String LINK =
            """
            with piece as (
            insert into audio_segment (audio_id, position, storage_key, account_id, take, heard_until)
            select :audio, :position, :key, audio.account_id, coalesce(
                (select sound.take from stored_segment sound where sound.storage_key = :key), 0), coalesce(
                (select paid.expires_at from paid_segment paid
                 where paid.payer_id = audio.payer_id and paid.segment_hash = :hash and paid.voice = :voice
                   and paid.engine = :engine and paid.speed_percent = :speed),
                app_now() + interval '30 days')
            from audio where audio.id = :audio
            on conflict (audio_id, position) do update
               set storage_key = excluded.storage_key, heard_until = excluded.heard_until,
                   take = case when audio_segment.storage_key = excluded.storage_key
                               then audio_segment.take else excluded.take end
            returning storage_key, heard_until)
            update stored_segment sound set heard_until = piece.heard_until + interval '12 hours'
            from piece
            where sound.storage_key = piece.storage_key and sound.heard_until < piece.heard_until
            """;

    private static final String FINISH =
            """
            update audio
            set state = case when state = 'complete' then state else :state end,
                finished_at = case when state = 'complete' then finished_at else app_now() end,
                maker_until = case when maker = :maker then null else maker_until end,
                maker = case when maker = :maker then null else maker end
            where id = :id and (state <> 'complete' or maker = :maker)
            """;

    private static final String NOT_MADE_ANY_MORE =
            "update audio set maker = null, maker_until = null where id = :id and maker = :maker";

    private static final String WHOLE_OR_NOT =
            """
            update audio set finished_at = app_now(), state =
                case when (select count(*) from audio_segment s where s.audio_id = audio.id) >= segments
                     then 'complete' else 'incomplete' end
            where state = 'open'
            """;

    private static final String LOST = WHOLE_OR_NOT + " and id = :id";

    /** Free listenings have no hold that would run out. */
    private static final String FORGOTTEN =
            WHOLE_OR_NOT
                    + """
                     and created_at < app_now() - interval '10 minutes'
                     and (maker_until is null or maker_until < app_now())
                     and not exists (
                         select from hold where hold.audio_id = audio.id and hold.state = 'open')
                    """;

    private static final String PIECES =
            """
            select s.storage_key, coalesce(s.object, s.storage_key) as object, s.bytes, s.frames,
                   coalesce(s.samples, s.frames * 576::bigint) as samples, s.pre_skip, s.end_trim,
                   s.sample_rate
            from audio_segment a join stored_segment s using (storage_key)
            where a.audio_id = :audio order by a.position
            """;

    private static final String IS_OVER =
            """
            select exists (select from audio where id = :audio and let_go_at is not null) or exists (
                select from audio_segment a join stored_segment s using (storage_key)
                where a.audio_id = :audio and coalesce(a.heard_until, s.heard_until) <= app_now())
            """;

    private final JdbcClient jdbc;
    private final KeptAudio kept;

    AudioAssets(JdbcClient jdbc, KeptAudio kept) {
        this.jdbc = jdbc;
        this.kept = kept;
    }

    /**
     * Remembers a listening and who makes it; one that is known already stays as it is.
     *
     * @return false when somebody else is making it, on whatever instance
     */
    public boolean tryMake(AudioAsset asset, UUID maker) {
        return tryMake(asset, maker, true);
    }

    /**
     * The same, and the end of the transaction does not wait for the disk (decision 0064): for work
     * of which nobody is told before the database has written something that came after it.
     */
    public boolean tryMakeAhead(AudioAsset asset, UUID maker) {
        return tryMake(asset, maker, false);
    }

    private boolean tryMake(AudioAsset asset, UUID maker, boolean awaited) {
        return jdbc.sql(TRY_MAKE)
                .param("id", asset.id())
                .param("account", asset.accountId())
                .param("payer", asset.payerId())
                .param("language", asset.language())
                .param("voice", asset.voice())
                .param("engine", asset.engine())
                .param("speed", asset.speedPercent())
                .param("format", asset.format().code())
                .param("characters", asset.characters())
                .param("segments", asset.segments())
                .param("etag", asset.etag())
                .param("maker", maker)
                .param("awaited", awaited)
                .query((row, number) -> row.getBoolean(1))
                .single();
    }

    /** These are still being made; each stays its maker's for 20 seconds from now. */
    public void goOnMaking(List<UUID> ids, List<UUID> makers) {
        jdbc.sql(GO_ON_MAKING)
                .param("ids", ids.toArray(UUID[]::new))
                .param("makers", makers.toArray(UUID[]::new))
                .update();
    }

    public boolean isBeingMade(UUID audioId) {
        return jdbc.sql(IS_BEING_MADE).param("id", audioId).query(Boolean.class).single();
    }

    /** Listenings of an account to this very sound whose maker has died. */
    public List<UUID> findAbandoned(UUID accountId, String etag) {
        return jdbc.sql(ABANDONED)
                .param("account", accountId)
                .param("etag", etag)
                .query(UUID.class)
                .list();
    }

    /** Whether the sound of this position is there to be heard. */
    public boolean hasPiece(UUID audioId, int position) {
        return jdbc.sql(HAS_PIECE)
                .param("id", audioId)
                .param("position", position)
                .query(Boolean.class)
                .single();
    }

    /** Where the sound of this position is. */
    public String keyOf(UUID audioId, int position) {
        return jdbc.sql(KEY_OF)
                .param("id", audioId)
                .param("position", position)
                .query(String.class)
                .single();
    }

    /** A listening of this account; other accounts' do not exist for it. */
    public Optional<AudioAsset> find(UUID id, UUID accountId) {
        return jdbc.sql(FIND)
                .param("id", id)
                .param("account", accountId)
                .query(AudioAssets::asset)
                .optional();
    }

    static AudioAsset asset(ResultSet row, int number) throws SQLException {
        return new AudioAsset(
                row.getObject("id", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getObject("payer_id", UUID.class),
                row.getString("language"),
                row.getString("voice"),
                row.getString("engine"),
                row.getInt("speed_percent"),
                AudioFormat.withCode(row.getString("format")).orElseThrow(),
                row.getInt("characters"),
                row.getInt("segments"),
                row.getString("state"),
                row.getString("etag"));
    }

    /**
     * A piece of a listening is that sound, to be heard as long as the segment is paid; it is kept
     * as long as that.
     */
    public void link(UUID audioId, int position, String storageKey, SegmentKey segment) {
        jdbc.sql(LINK)
                .param("audio", audioId)
                .param("position", position)
                .param("key", storageKey)
                .param("hash", HexFormat.of().parseHex(segment.hash()))
                .param("voice", segment.voice())
                .param("engine", segment.engine())
                .param("speed", segment.speedPercent())
                .update();
    }

    /** A listening has ended, whole or not, and nobody makes it; a whole one stays whole. */
    public void finish(UUID audioId, boolean complete, UUID maker) {
        jdbc.sql(FINISH)
                .param("id", audioId)
                .param("state", complete ? "complete" : "incomplete")
                .param("maker", maker)
                .update();
        if (complete) {
            kept.measure(audioId);
        }
    }

    /** Nobody makes it at the moment; whoever wants to may begin at once. */
    public void leave(UUID audioId, UUID maker) {
        jdbc.sql(NOT_MADE_ANY_MORE).param("id", audioId).param("maker", maker).update();
    }

    @Override
    public void lost(UUID audioId) {
        jdbc.sql(LOST).param("id", audioId).update();
    }

    /** Ends listenings that were left open; one that still runs ends once more when it is whole. */
    @Scheduled(initialDelay = 60_000, fixedDelay = 60_000)
    void endForgotten() {
        jdbc.sql(FORGOTTEN).update();
        kept.measureForgotten();
    }

    /** The stored pieces of a listening, in order. */
    public List<Piece> pieces(UUID audioId) {
        return jdbc.sql(PIECES).param("audio", audioId).query(Piece.class).list();
    }

    /** Whether it was let go, or the thirty days of any piece are over. */
    public boolean isOver(UUID audioId) {
        return jdbc.sql(IS_OVER).param("audio", audioId).query(Boolean.class).single();
    }
}
