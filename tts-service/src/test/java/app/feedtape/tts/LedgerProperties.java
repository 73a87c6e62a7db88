package app.feedtape.tts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.UsageFact.UsageRecorded;
import app.feedtape.test.KafkaProbe;
import app.feedtape.test.MovableClock;
import app.feedtape.tts.ledger.CharacterLedger;
import app.feedtape.tts.ledger.Commit;
import app.feedtape.tts.ledger.HoldLost;
import app.feedtape.tts.ledger.HoldOrder;
import app.feedtape.tts.ledger.HoldResult.Held;
import app.feedtape.tts.ledger.ReleaseReason;
import app.feedtape.tts.ledger.SegmentKey;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeTry;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestContextManager;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Whatever is done to the ledger, in whatever order and by however many at once: the sum of commits
 * is the counter is the sum of the facts, and no day is ever below zero or above its limit.
 */
@Import(MovableClock.Wiring.class)
@TestPropertySource(properties = "FEEDTAPE_SPEECH_WINDOW=2")
class LedgerProperties extends SpeechServiceTest {

    private static final int SCRIPTS = Boolean.getBoolean("feedtape.test.full") ? 20 : 1;
    private static final int AT_ONCE = 3;
    private static final long LIMIT = 1_000;
    private static final int SEGMENTS = 20;

    /** One statement, so one moment: what of a payer's days is not as it must be. */
    private static final String WRONG =
            """
            select d.day || ': ' || d.held || ' held, ' || d.committed || ' committed; by entries '
                   || h.held || ' and ' || e.committed
            from character_day d
            cross join lateral (
                select coalesce(sum(characters), 0) as committed from ledger_entry
                where payer_id = d.payer_id and day = d.day and kind = 'commit') e
            cross join lateral (
                select coalesce(sum(characters - committed - released), 0) as held from hold
                where payer_id = d.payer_id and day = d.day and state = 'open') h
            where d.payer_id = :payer
              and (d.held < 0 or d.committed < 0 or d.held + d.committed > :limit
                   or d.committed <> e.committed or d.held <> h.held)
            """;

    private static @Nullable KafkaProbe probe;

    @Autowired CharacterLedger ledger;

    @Autowired TransactionTemplate transaction;

    @Autowired MovableClock clock;

    /** What one of those at work does next, and with which of the holds and segments there are. */
    record Step(Action action, int which, int segment, int characters) {}

    enum Action {
        HOLD,
        COMMIT,
        RELEASE,
        TAKE_OVER,
        EXPIRE,
        MIDNIGHT
    }

    @BeforeTry
    void inTheServiceUnderTest() throws Exception {
        new TestContextManager(LedgerProperties.class).prepareTestInstance(this);
        clock.advance(Duration.ZERO);
        if (probe == null) {
            probe = KafkaProbe.fromNow("usage");
        }
    }

    @AfterContainer
    static void hearNoMore() {
        if (probe != null) {
            probe.close();
        }
    }

    @Provide
    Arbitrary<List<List<List<Step>>>> scripts() {
        Arbitrary<Action> actions =
                Arbitraries.frequency(
                        Tuple.of(8, Action.HOLD),
                        Tuple.of(16, Action.COMMIT),
                        Tuple.of(4, Action.RELEASE),
                        Tuple.of(2, Action.TAKE_OVER),
                        Tuple.of(1, Action.EXPIRE),
                        Tuple.of(1, Action.MIDNIGHT));
        Arbitrary<Step> steps =
                Combinators.combine(
                                actions,
                                Arbitraries.integers().between(0, 9),
                                Arbitraries.integers().between(0, SEGMENTS - 1),
                                Arbitraries.integers().between(1, 400))
                        .as(Step::new);
        return steps.list().ofMaxSize(12).list().ofSize(AT_ONCE).list().ofSize(SCRIPTS);
    }

    @Property(tries = 25)
    void anyInterleavingAddsUp(@ForAll("scripts") List<List<List<Step>>> scripts) throws Exception {
        for (List<List<Step>> script : scripts) {
            Books books = new Books();
            books.work(script);
            books.agreeWith(probe);
        }
    }

    /** One payer's, for one script. */
    private final class Books {

        private final UUID payer = UUID.randomUUID();
        private final List<Held> holds = new CopyOnWriteArrayList<>();
        private final List<UUID> listenings = new CopyOnWriteArrayList<>();
        private final List<SegmentKey> segments =
                IntStream.range(0, SEGMENTS)
                        .mapToObj(i -> UUID.randomUUID().toString().replace("-", "").repeat(2))
                        .map(hash -> new SegmentKey(hash, "Joanna", "standard", 100))
                        .toList();
        private final AtomicLong paid = new AtomicLong();

        void work(List<List<Step>> script) throws Exception {
            List<Callable<Void>> workers =
                    script.stream().map(steps -> (Callable<Void>) () -> inOrder(steps)).toList();
            try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
                for (Future<Void> worker : threads.invokeAll(workers)) {
                    worker.get();
                }
            }
            holds.forEach(held -> ledger.settle(held.holdId(), ReleaseReason.NOT_NEEDED));
        }

        private Void inOrder(List<Step> steps) {
            for (Step step : steps) {
                take(step);
                assertThat(wrong()).isEmpty();
            }
            return null;
        }

        private void take(Step step) {
            switch (step.action()) {
                case HOLD -> hold(step.characters());
                case MIDNIGHT -> clock.advance(Duration.ofDays(1));
                case EXPIRE -> expire();
                case COMMIT -> some(step, at -> commit(holds.get(at), step));
                case RELEASE -> some(step, at -> ledger.settle(holds.get(at).holdId(), why(step)));
                case TAKE_OVER ->
                        some(
                                step,
                                at ->
                                        ledger.trySettleAbandoned(
                                                payer, List.of(), listenings.get(at)));
            }
        }

        /** One of the holds so far, if there are any. */
        private void some(Step step, java.util.function.IntConsumer then) {
            int known = holds.size();
            if (known > 0) {
                then.accept(step.which() % known);
            }
        }

        private void hold(long characters) {
            UUID listening = UUID.randomUUID();
            HoldOrder order = new HoldOrder(payer, payer, listening, characters, LIMIT);
            if (ledger.hold(order) instanceof Held held) {
                listenings.add(listening);
                holds.add(held);
            }
        }

        private void commit(Held held, Step step) {
            long characters = step.characters() / 4 + 1;
            Commit commit =
                    new Commit(
                            held.holdId(),
                            UUID.randomUUID(),
                            segments.get(step.segment()),
                            characters,
                            "en");
            try {
                if (Boolean.TRUE.equals(transaction.execute(tx -> ledger.tryCommit(commit)))) {
                    paid.addAndGet(characters);
                }
            } catch (HoldLost settledOrSpent) {
                // Nothing of it may have happened, which is what is looked at next.
            }
        }

        private ReleaseReason why(Step step) {
            ReleaseReason[] all = ReleaseReason.values();
            return all[step.segment() % all.length];
        }

        private void expire() {
            clock.advance(Duration.ofSeconds(121));
            while (ledger.trySettleOneExpired()) {
                // One after another, as the task of every instance does.
            }
        }

        void agreeWith(KafkaProbe probe) {
            assertThat(wrong()).isEmpty();
            assertThat(number("sum(held)", "character_day")).isZero();
            assertThat(number("sum(committed)", "character_day")).isEqualTo(paid.get());
            assertThat(number("count(segment_hash)", "ledger_entry"))
                    .as("a segment is paid once")
                    .isEqualTo(number("count(distinct segment_hash)", "ledger_entry"));
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> facts(probe), told -> told == paid.get());
        }

        private long facts(KafkaProbe probe) {
            return probe.heard(UsageRecorded.class).stream()
                    .filter(fact -> fact.payerId().equals(payer))
                    .mapToLong(UsageRecorded::characters)
                    .sum();
        }

        private List<String> wrong() {
            return jdbc.sql(WRONG)
                    .param("payer", payer)
                    .param("limit", LIMIT)
                    .query(String.class)
                    .list();
        }

        private long number(String what, String table) {
            return jdbc.sql(
                            "select coalesce(%s, 0) from %s where payer_id = :payer"
                                    .formatted(what, table))
                    .param("payer", payer)
                    .query(Long.class)
                    .single();
        }
    }
}
