package app.feedtape.tts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.events.NotificationFact.NotificationRequested;
import app.feedtape.events.UsageFact.DayTotalled;
import app.feedtape.events.UsageFact.ThresholdReached;
import app.feedtape.events.UsageFact.UsageRecorded;
import app.feedtape.test.KafkaProbe;
import app.feedtape.tts.ledger.CharacterLedger;
import app.feedtape.tts.ledger.Commit;
import app.feedtape.tts.ledger.HoldOrder;
import app.feedtape.tts.ledger.HoldResult.Held;
import app.feedtape.tts.ledger.SegmentKey;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** The listener hears of 80 and of 100 % of the day's characters, once of each. */
class ThresholdTest extends SpeechServiceTest {

    @Autowired CharacterLedger ledger;

    @Autowired TransactionTemplate transaction;

    private KafkaProbe probe;

    @BeforeEach
    void listen() {
        probe = KafkaProbe.fromNow("usage", "usage-day", "notification");
    }

    @AfterEach
    void hearNoMore() {
        probe.close();
    }

    private Held hold(UUID payer, long characters, @Nullable Long limit) {
        return (Held)
                ledger.hold(new HoldOrder(payer, account, UUID.randomUUID(), characters, limit));
    }

    private boolean commit(Held held, long characters) {
        String hash = UUID.randomUUID().toString().replace("-", "").repeat(2);
        SegmentKey segment = new SegmentKey(hash, "Joanna", "standard", 100);
        Commit commit = new Commit(held.holdId(), UUID.randomUUID(), segment, characters, "en");
        return Boolean.TRUE.equals(transaction.execute(status -> ledger.tryCommit(commit)));
    }

    private void spend(UUID payer, long characters, @Nullable Long limit) {
        commit(hold(payer, characters, limit), characters);
    }

    /** What was told of a payer up to this moment; a last booking of one character closes it. */
    private List<Integer> told(UUID payer) {
        spend(payer, 1, null);
        long total = ledger.today(payer).committed();
        probe.await(
                DayTotalled.class,
                fact -> fact.payerId().equals(payer) && fact.characters() == total);
        // Of the same key as the thresholds: what stands before it has been heard.
        probe.await(
                UsageRecorded.class,
                fact -> fact.payerId().equals(payer) && fact.characters() == 1);
        return probe.heard(ThresholdReached.class).stream()
                .filter(fact -> fact.payerId().equals(payer))
                .map(ThresholdReached::percent)
                .toList();
    }

    private Stream<String> mails() {
        return probe.heard(NotificationRequested.class).stream()
                .filter(fact -> fact.accountId().equals(account))
                .map(NotificationRequested::template);
    }

    @Test
    void fiftyBookingsAtOnceTellEachThresholdOnceAndTheFactsAddUpToTheCounter() throws Exception {
        List<Callable<Boolean>> bookings =
                IntStream.range(0, 50)
                        .mapToObj(i -> hold(account, 20, 1_000L))
                        .map(held -> (Callable<Boolean>) () -> commit(held, 20))
                        .toList();
        try (var threads = Executors.newFixedThreadPool(20)) {
            assertThat(threads.invokeAll(bookings).stream().map(Future::resultNow))
                    .containsOnly(true);
        }
        probe.await(NotificationRequested.class, fact -> isMail(fact, "characters_80"));
        probe.await(NotificationRequested.class, fact -> isMail(fact, "characters_100"));
        assertThat(told(account)).containsExactly(80, 100);
        assertThat(mails()).containsExactly("characters_80", "characters_100");
        assertThat(
                        probe.heard(UsageRecorded.class).stream()
                                .filter(fact -> fact.payerId().equals(account))
                                .mapToLong(UsageRecorded::characters)
                                .sum())
                .isEqualTo(1_001)
                .isEqualTo(ledger.today(account).committed())
                .isEqualTo(charactersUsed());
    }

    private boolean isMail(NotificationRequested fact, String template) {
        return fact.accountId().equals(account) && fact.template().equals(template);
    }

    @Test
    void theMailSaysHowMuchAndUntilWhenAndTheFactWhoAndHowMuch() {
        quota(1_000);
        assertThat(synthesize(prose(799)).statusCode()).isEqualTo(200);
        assertThat(synthesize("A").statusCode()).isEqualTo(200);
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        NotificationRequested mail =
                probe.await(NotificationRequested.class, fact -> fact.accountId().equals(account));
        assertThat(mail.template()).isEqualTo("characters_80");
        assertThat(mail.parameters())
                .isEqualTo(
                        Map.of(
                                "used", "800",
                                "limit", "1\u00a0000",
                                "resets_at", today.plusDays(1) + " 00:00 UTC"));
        ThresholdReached fact =
                probe.await(ThresholdReached.class, one -> one.payerId().equals(account));
        assertThat(fact.percent()).isEqualTo(80);
        assertThat(fact.characters()).isEqualTo(800);
        assertThat(fact.limit()).isEqualTo(1_000);
        assertThat(fact.accountId()).isEqualTo(account);
        assertThat(fact.day()).isEqualTo(today);
    }

    @Test
    void aQuotaThatIsRaisedLaterTellsNoThresholdAgainAndTheOthersOfTheNewOne() {
        spend(account, 850, 1_000L);
        spend(account, 7_500, 10_000L);
        spend(account, 1_650, 10_000L);
        assertThat(told(account)).containsExactly(80, 100);
    }

    @Test
    void aQuotaThatIsLoweredTellsWhatItReachesWithTheNextBooking() {
        spend(account, 900, 10_000L);
        spend(account, 1, 1_000L);
        assertThat(told(account)).containsExactly(80);
    }

    @Test
    void aBookingThatReachesBothTellsTheHigherOne() {
        spend(account, 500, 500L);
        assertThat(told(account)).containsExactly(100);
        probe.await(NotificationRequested.class, fact -> isMail(fact, "characters_100"));
        assertThat(mails()).containsExactly("characters_100");
    }

    @Test
    void whoeverHasNoLimitHearsOfNone() {
        spend(account, 3_000_000, null);
        assertThat(told(account)).isEmpty();
    }

    @Test
    void aBookingThatWasUndoneHasToldNothing() {
        Held held = hold(account, 900, 1_000L);
        assertThatThrownBy(() ->
                        transaction.executeWithoutResult(status -> {
                            commit(held, 900);
                            throw new IllegalStateException("the end of it is lost");
                        }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(commit(held, 900)).isTrue();
        assertThat(told(account)).containsExactly(80);
    }

    @Test
    void anOrganizationsThresholdIsAFactAndNoMailToWhicheverMemberReachedIt() {
        UUID organization = UUID.randomUUID();
        spend(organization, 900, 1_000L);
        assertThat(told(organization)).containsExactly(80);
        // The account's own comes after it under the same key.
        spend(account, 500, 500L);
        probe.await(NotificationRequested.class, fact -> isMail(fact, "characters_100"));
        assertThat(mails()).containsExactly("characters_100");
    }

    @Test
    void ofADayThatIsOverThereIsAFactAndNoMail() {
        Held held = hold(account, 900, 1_000L);
        jdbc.sql(
                        """
                        insert into character_day (payer_id, day, held)
                        select payer_id, day - 1, held from character_day where payer_id = :payer
                        """)
                .param("payer", account)
                .update();
        jdbc.sql("update hold set day = day - 1 where id = :id")
                .param("id", held.holdId())
                .update();
        jdbc.sql("update character_day set held = 0 where payer_id = :payer and day = :day")
                .param("payer", account)
                .param("day", held.day())
                .update();
        commit(held, 900);
        assertThat(told(account)).containsExactly(80);
        spend(account, 499, 500L);
        probe.await(NotificationRequested.class, fact -> isMail(fact, "characters_100"));
        assertThat(mails()).containsExactly("characters_100");
    }

    @Test
    void theDatabaseKnowsNoOtherThresholds() {
        spend(account, 1, 1_000L);
        assertThatThrownBy(() ->
                        jdbc.sql(
                                        "update character_day set told_percent = 90"
                                                + " where payer_id = :payer")
                                .param("payer", account)
                                .update())
                .isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    void theHistoryIsTheThirtyDaysUpToTodayAndNotOneMore() {
        spend(account, 2_345, 20_000L);
        for (int ago : List.of(1, 29, 30, 31)) {
            jdbc.sql(
                            """
                            insert into character_day (payer_id, day, committed, requests)
                            select payer_id, day - :ago, 1000 * :ago, :ago from character_day
                            where payer_id = :payer and committed = 2345
                            """)
                    .param("payer", account)
                    .param("ago", ago)
                    .update();
        }
        JsonNode history = read(get("/api/tts/usage")).path("history");
        assertThat(history).hasSize(30);
        assertThat(history.get(0).path("characters").asLong()).isEqualTo(2_345);
        assertThat(history.get(0).path("minutes").asLong()).isEqualTo(2);
        assertThat(history.get(1).path("characters").asLong()).isEqualTo(1_000);
        assertThat(history.get(2).path("characters").asLong()).isZero();
        assertThat(history.get(29).path("characters").asLong()).isEqualTo(29_000);
        assertThat(history.get(29).path("requests").asLong()).isEqualTo(29);
        assertThat(
                        history.valueStream()
                                .map(day -> LocalDate.parse(day.path("date").asString()))
                                .toList())
                .isSortedAccordingTo(java.util.Comparator.reverseOrder())
                .doesNotHaveDuplicates();
    }

    /** Days made up have no entries, which whoever verifies the books after us would find. */
    @AfterEach
    void forgetDaysMadeUp() {
        jdbc.sql(
                        """
                        update character_day d set committed = 0 where payer_id = :payer
                        and not exists (select from ledger_entry e
                                        where e.payer_id = d.payer_id and e.day = d.day)
                        """)
                .param("payer", account)
                .update();
    }
}
