package app.feedtape.tts.synthesis;

import app.feedtape.tts.synthesis.Turns.Ask;
import app.feedtape.tts.synthesis.Turns.Grant;
import app.feedtape.tts.voices.VoiceEngine;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Turns with the provider from the one budget that all instances have. */
@Component
class SharedTurns {

    private static final String TAKE =
            """
            select urgent_granted as urgent, background_granted as background, running_everywhere,
                   wait_ms as wait_millis
            from take_turns(:engine, :instance, :running, :unused, :urgent, :accounts, :background,
                            :per_second, :burst, :at_once)
            """;

    /** Several calls throttled at once are one reason to slow down. */
    private static final String SLOW_DOWN =
            """
            update engine_pace
            set pace = greatest(0.1, least(1, pace + extract(epoch from app_now() - paced_at) / 30) / 2),
                paced_at = app_now(),
                full_at = greatest(full_at, app_now() + :to_fill * interval '1 second')
            where engine = :engine and (pace = 1 or paced_at < app_now() - interval '1 second')
            """;

    private static final String FORGET =
            "delete from engine_share where asked_at < app_now() - interval '1 hour'";

    private final JdbcClient jdbc;
    private final UUID instance = UUID.randomUUID();

    SharedTurns(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Grant take(VoiceEngine engine, EngineLimits limits, Ask ask) {
        return jdbc.sql(TAKE)
                .param("engine", engine.code())
                .param("instance", instance)
                .param("running", ask.running())
                .param("unused", ask.unused())
                .param("urgent", ask.urgent())
                .param("accounts", ask.accounts())
                .param("background", ask.background())
                .param("per_second", (double) limits.perSecond())
                .param("burst", limits.burst())
                .param("at_once", limits.atOnce())
                .query(Grant.class)
                .single();
    }

    /** The provider says that it was too much: half as fast from now on, by and by as before. */
    void slowDown(VoiceEngine engine, EngineLimits limits) {
        jdbc.sql(SLOW_DOWN)
                .param("engine", engine.code())
                .param("to_fill", (double) limits.burst() / limits.perSecond())
                .update();
    }

    @Scheduled(initialDelay = 15, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forgetOld() {
        jdbc.sql(FORGET).update();
    }
}
