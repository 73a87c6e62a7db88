package app.feedtape.tts.synthesis;

import app.feedtape.tts.ledger.PayerTurns;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.time.TimeOrderedIds;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * How many streams an account may have at once, over all instances. A place is leased for half a
 * minute and kept while the stream lasts, so that a killed instance gives its places back.
 */
@Component
class StreamPlaces {

    private static final Logger LOG = LoggerFactory.getLogger(StreamPlaces.class);

    /** Each lost race means that another stream began or ended in that moment. */
    private static final int RACES = 50;

    private final OpenStreams streams;
    private final PayerTurns turns;
    private final TimeOrderedIds ids;
    private final int places;
    private final Set<UUID> here = ConcurrentHashMap.newKeySet();

    StreamPlaces(
            OpenStreams streams, PayerTurns turns, TimeOrderedIds ids, SpeechSettings settings) {
        this.streams = streams;
        this.turns = turns;
        this.ids = ids;
        this.places = settings.streamsPerAccount();
    }

    /** A place that is taken; whoever has it gives it back. */
    record Place(UUID accountId, UUID id) {}

    /**
     * Takes a place.
     *
     * @throws Refusal 429 RATE_LIMITED when the account has as many streams as it may
     */
    Place take(UUID accountId) {
        Place place = new Place(accountId, ids.next());
        for (int race = 0; race < RACES; race++) {
            if (turns.inTurn(accountId, () -> streams.tryTake(accountId, place.id(), places))) {
                here.add(place.id());
                return place;
            }
            if (streams.count(accountId, places) >= places) {
                break;
            }
        }
        throw ErrorCode.RATE_LIMITED
                .because("%d texts are being read to you already.".formatted(places))
                .with("metric", "streams_at_once")
                .with("current", places)
                .with("limit", places)
                .with("requested", 1)
                .withHeader("Retry-After", "5");
    }

    void giveBack(Place place) {
        here.remove(place.id());
        try {
            streams.leave(place.accountId(), place.id());
        } catch (RuntimeException away) {
            LOG.warn("The lease of a stream's place is left to run out", away);
        }
    }

    @Scheduled(fixedDelay = 5, timeUnit = TimeUnit.SECONDS)
    void keep() {
        if (!here.isEmpty()) {
            streams.keep(here);
        }
    }

    @Scheduled(initialDelay = 25, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forgetOld() {
        streams.forgetOld();
    }
}
