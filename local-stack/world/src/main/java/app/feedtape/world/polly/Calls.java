package app.feedtape.world.polly;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last 20,000 calls, for whoever checks what the provider was asked and has charged. */
final class Calls {
    private static final int KEPT = 20_000;

    private final Deque<Call> calls = new ArrayDeque<>();

    /**
     * One SynthesizeSpeech call, refused ones too.
     *
     * @param at when it came, whatever it then waited for
     * @param characters what Polly charges: 0 when refused
     * @param status of the answer's first line; what came after it may have been cut by a fault
     */
    record Call(
            Instant at,
            @Nullable String text,
            @JsonProperty("text_type") @Nullable String textType,
            @JsonProperty("voice_id") @Nullable String voiceId,
            @Nullable String engine,
            int characters,
            boolean marks,
            int status,
            @Nullable String error,
            @JsonProperty("request_id") String requestId) {}

    synchronized void record(Call call) {
        if (calls.size() == KEPT) {
            calls.removeFirst();
        }
        calls.addLast(call);
    }

    synchronized List<Call> since(Instant from) {
        return calls.stream().filter(call -> !call.at().isBefore(from)).toList();
    }
}
