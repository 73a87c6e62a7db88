package app.feedtape.tts.synthesis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import app.feedtape.tts.synthesis.EngineBudget.Turn;
import app.feedtape.tts.synthesis.SpeechFailure.Kind;
import app.feedtape.tts.synthesis.Turns.Ask;
import app.feedtape.tts.synthesis.Turns.Grant;
import app.feedtape.tts.voices.VoiceEngine;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineBudgetTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final Semaphore given = new Semaphore(0);
    private final List<UUID> served = new CopyOnWriteArrayList<>();
    private final AtomicReference<Ask> asked = new AtomicReference<>();
    private final EngineBudget budget =
            new EngineBudget(this::take, new EngineLimits(100, 100, 100));

    private Grant take(Ask ask) {
        asked.set(ask);
        int urgent = 0;
        while (urgent < ask.urgent() && given.tryAcquire()) {
            urgent++;
        }
        return new Grant(urgent, 0, ask.running() + urgent, 10);
    }

    private static Errand errand(UUID account, Urgency urgency, AtomicBoolean wanted) {
        return new Errand(UUID.randomUUID(), account, urgency, false, LONG, LONG, wanted::get);
    }

    private void lineUp(UUID account, int count) {
        int before = budget.waiting();
        IntStream.range(0, count)
                .forEach(i ->
                        Thread.ofVirtual()
                                .start(() -> {
                                    Errand errand =
                                            errand(
                                                    account,
                                                    Urgency.INTERACTIVE,
                                                    new AtomicBoolean(true));
                                    try (Turn _ = budget.enter(errand, LONG)) {
                                        served.add(account);
                                    }
                                }));
        await().atMost(30, SECONDS).until(() -> budget.waiting() == before + count);
    }

    @Test
    void oneWithFortySegmentsDoesNotKeepOneWithASingleOneWaiting() {
        UUID many = UUID.randomUUID();
        UUID one = UUID.randomUUID();
        lineUp(many, 40);
        lineUp(one, 1);
        given.release(2);
        await().atMost(30, SECONDS).until(() -> served.size() == 2);
        assertThat(served).containsExactlyInAnyOrder(many, one);
        given.release(39);
        await().atMost(30, SECONDS).until(() -> served.size() == 41);
    }

    @Test
    void whoeverIsNotWantedAnyMoreLeavesTheQueue() {
        AtomicBoolean wanted = new AtomicBoolean(true);
        Thread leaving =
                Thread.ofVirtual()
                        .start(() -> {
                            await().until(() -> budget.waiting() == 1);
                            wanted.set(false);
                        });
        assertThatThrownBy(() ->
                        budget.enter(errand(UUID.randomUUID(), Urgency.INTERACTIVE, wanted), LONG))
                .isInstanceOfSatisfying(
                        SpeechFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.ABANDONED));
        assertThat(budget.waiting()).isZero();
        assertThat(leaving).isNotNull();
    }

    @Test
    void whoeverCannotHaveATurnInTimeIsTurnedAwayAtOnce() {
        EngineBudget small = new EngineBudget(this::take, new EngineLimits(1, 1, 10));
        IntStream.range(0, 4)
                .forEach(i ->
                        Thread.ofVirtual()
                                .start(() -> {
                                    try (Turn _ =
                                            small.enter(
                                                    errand(
                                                            UUID.randomUUID(),
                                                            Urgency.INTERACTIVE,
                                                            new AtomicBoolean(true)),
                                                    LONG)) {
                                        served.add(UUID.randomUUID());
                                    }
                                }));
        await().atMost(30, SECONDS).until(() -> small.waiting() == 4);
        assertThatThrownBy(() ->
                        small.enter(
                                errand(
                                        UUID.randomUUID(),
                                        Urgency.INTERACTIVE,
                                        new AtomicBoolean(true)),
                                Duration.ofSeconds(2)))
                .hasMessageContaining("too many wait");
        given.release(4);
        await().atMost(30, SECONDS).until(() -> served.size() == 4);
    }

    @Test
    void turnsThatWereNotUsedAreGivenBackWithTheNextQuestion() {
        given.release(1);
        Errand errand = errand(UUID.randomUUID(), Urgency.INTERACTIVE, new AtomicBoolean(true));
        try (Turn turn = budget.enter(errand, LONG)) {
            turn.isUnused();
        }
        budget.confirm();
        await().atMost(30, SECONDS).until(() -> asked.get().unused() == 1);
        assertThat(asked.get().running()).isZero();
    }

    @Test
    void whileTheDatabaseIsAwayEachInstanceHasItsShare() {
        AtomicBoolean away = new AtomicBoolean(true);
        OwnTurns own = new OwnTurns(new EngineLimits(1_000, 10, 10), 2);
        SharedOrOwnTurns turns =
                new SharedOrOwnTurns(
                        ask -> {
                            if (away.get()) {
                                throw new IllegalStateException("away");
                            }
                            return new Grant(ask.urgent(), 0, ask.urgent(), 0);
                        },
                        own);
        assertThat(turns.take(new Ask(0, 0, 100, 1, 0)).urgent()).isBetween(0, 5);
        assertThat(turns.take(new Ask(5, 0, 100, 1, 0)).urgent()).isZero();
        away.set(false);
        await().atMost(30, SECONDS)
                .until(() -> turns.take(new Ask(0, 0, 100, 1, 0)).urgent() == 100);
    }

    @ParameterizedTest
    @CsvSource({"NEURAL, 1, 10", "NEURAL, 2, 10", "NEURAL, 6, 10", "STANDARD, 3, 100"})
    void theSharesOfAllInstancesTogetherAreNoMoreThanTheProviderAllows(
            VoiceEngine engine, int replicas, int allowed) {
        int saved = 1_000;
        long taken =
                IntStream.range(0, replicas)
                        .mapToObj(i -> new OwnTurns(EngineLimits.of(engine), replicas))
                        .mapToLong(own -> own.take(new Ask(0, saved, 200, 1, 0)).urgent())
                        .sum();
        assertThat(taken).isBetween(1L, (long) allowed);
    }
}
