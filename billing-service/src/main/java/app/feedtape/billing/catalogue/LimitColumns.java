package app.feedtape.billing.catalogue;

import app.feedtape.events.PlanFact.Limits;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** The columns of a plan that limit; null means unlimited. */
@Embeddable
class LimitColumns {

    @Column(name = "characters_per_day")
    private @Nullable Long charactersPerDay;

    @Column(name = "feeds")
    private @Nullable Integer feeds;

    @Column(name = "voice_engines")
    @JdbcTypeCode(SqlTypes.ARRAY)
    private List<String> voiceEngines;

    @Column(name = "jobs_per_month")
    private @Nullable Integer jobsPerMonth;

    @Column(name = "kept_audio_mb")
    private @Nullable Integer keptAudioMegabytes;

    @Column(name = "api_calls_per_day")
    private @Nullable Long apiCallsPerDay;

    @Column(name = "api_keys")
    private boolean apiKeys;

    @Column(name = "seats")
    private @Nullable Integer seats;

    protected LimitColumns() {}

    Limits toLimits() {
        return new Limits(
                charactersPerDay,
                feeds,
                List.copyOf(voiceEngines),
                jobsPerMonth,
                keptAudioMegabytes,
                apiCallsPerDay,
                apiKeys,
                seats);
    }
}
