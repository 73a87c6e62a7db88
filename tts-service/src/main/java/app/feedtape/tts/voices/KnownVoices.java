package app.feedtape.tts.voices;

import app.feedtape.events.VoiceFact.VoiceChanged;
import app.feedtape.messaging.outbox.Outbox;
import app.feedtape.tts.language.Language;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The table of voices: all that were ever offered. What changes in it is told as a fact. */
@Component
class KnownVoices {

    private static final String COLUMNS =
            "id, name, female, language, locale, engines, offered, version";

    private static final String LIST = "select " + COLUMNS + " from voice order by id";

    /** Two instances that ask the provider at once follow one another; who reads waits for none. */
    private static final String ONE_AT_A_TIME = "lock table voice in share row exclusive mode";

    private static final String OFFER =
            """
            insert into voice (id, name, female, language, locale, engines)
            values (:id, :name, :female, :language, :locale, :engines)
            on conflict (id) do update
               set name = excluded.name, female = excluded.female, language = excluded.language,
                   locale = excluded.locale, engines = excluded.engines, offered = true, version = voice.version + 1
             where (voice.name, voice.female, voice.language, voice.locale, voice.engines, voice.offered)
                   is distinct from
                   (excluded.name, excluded.female, excluded.language, excluded.locale, excluded.engines, true)
            returning %s
            """
                    .formatted(COLUMNS);

    private static final String WITHDRAW =
            """
            update voice set offered = false, version = version + 1
            where offered and not (id = any(:offered))
            returning %s
            """
                    .formatted(COLUMNS);

    private final JdbcClient jdbc;
    private final Outbox outbox;

    KnownVoices(JdbcClient jdbc, Outbox outbox) {
        this.jdbc = jdbc;
        this.outbox = outbox;
    }

    /**
     * A voice that was offered at some time.
     *
     * @param offered whether it still is
     */
    record Known(Voice voice, boolean offered, long version) {

        VoiceChanged fact() {
            return new VoiceChanged(
                    voice.id(),
                    version,
                    voice.name(),
                    voice.female() ? "female" : "male",
                    voice.language().code(),
                    voice.locale(),
                    codes(voice),
                    offered);
        }
    }

    List<Known> list() {
        return jdbc.sql(LIST).query(KnownVoices::known).list();
    }

    /** Takes over what the provider offers now; what is not among it is offered no longer. */
    @Transactional
    public void remember(List<Voice> offered) {
        jdbc.sql(ONE_AT_A_TIME).update();
        offered.stream().sorted(Comparator.comparing(Voice::id)).forEach(this::offer);
        jdbc.sql(WITHDRAW)
                .param("offered", offered.stream().map(Voice::id).toArray(String[]::new))
                .query(KnownVoices::known)
                .list()
                .forEach(gone -> outbox.publish(gone.fact()));
    }

    private void offer(Voice voice) {
        jdbc.sql(OFFER)
                .param("id", voice.id())
                .param("name", voice.name())
                .param("female", voice.female())
                .param("language", voice.language().code())
                .param("locale", voice.locale())
                .param("engines", codes(voice).toArray(String[]::new))
                .query(KnownVoices::known)
                .optional()
                .ifPresent(changed -> outbox.publish(changed.fact()));
    }

    private static List<String> codes(Voice voice) {
        return voice.engines().stream().sorted().map(VoiceEngine::code).toList();
    }

    private static Known known(ResultSet row, int n) throws SQLException {
        Set<VoiceEngine> engines =
                Arrays.stream((String[]) row.getArray("engines").getArray())
                        .map(code -> VoiceEngine.withCode(code).orElseThrow())
                        .collect(Collectors.toUnmodifiableSet());
        Voice voice =
                new Voice(
                        row.getString("id"),
                        row.getString("name"),
                        row.getBoolean("female"),
                        Language.withCode(row.getString("language")).orElseThrow(),
                        row.getString("locale"),
                        engines);
        return new Known(voice, row.getBoolean("offered"), row.getLong("version"));
    }
}
