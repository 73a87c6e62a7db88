package app.feedtape.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.events.FollowFact.FollowCountChanged;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {

    private static final FollowCountChanged FACT =
            new FollowCountChanged(
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    3,
                    2,
                    0,
                    Instant.parse("2026-11-20T10:00:00Z"));

    @Test
    void anEnvelopeIsReadAsItWasWritten() {
        Envelope envelope =
                new Envelope(
                        UUID.randomUUID(),
                        FACT.type(),
                        "/feed-service",
                        Instant.parse("2026-11-20T10:00:00.123456Z"),
                        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                        "request-1");
        RecordHeaders headers = new RecordHeaders();
        envelope.write(headers);
        assertThat(Envelope.read(headers)).isEqualTo(envelope);
        assertThat(new String(headers.lastHeader("ce_specversion").value(), StandardCharsets.UTF_8))
                .isEqualTo("1.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {Envelope.ID, Envelope.TYPE, Envelope.SOURCE, Envelope.TIME})
    void anEnvelopeWithoutARequiredAttributeIsMalformed(String missing) {
        RecordHeaders headers = new RecordHeaders();
        new Envelope(UUID.randomUUID(), FACT.type(), "/x", Instant.EPOCH, null, null)
                .write(headers);
        headers.remove(missing);
        assertThatThrownBy(() -> Envelope.read(headers)).isInstanceOf(MalformedFact.class);
    }

    @Test
    void aMemberThatThisReleaseDoesNotKnowIsIgnored() {
        String newer = FactJson.write(FACT).replace("{", "{\"invented_later\":{\"a\":1},");
        assertThat(read(newer)).isEqualTo(FACT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{",
                "[]",
                "17",
                "{\"account_id\":\"no uuid\"}",
                "{\"version\":1,\"follows\":2,\"over_limit\":0}"
            })
    void aPayloadThatIsNotTheFactIsMalformed(String payload) {
        assertThatThrownBy(() -> read(payload)).isInstanceOf(MalformedFact.class);
    }

    private static FollowCountChanged read(String json) {
        return FactJson.read(json.getBytes(StandardCharsets.UTF_8), FollowCountChanged.class);
    }
}
