package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.billing.Receiver.Heard;
import app.feedtape.events.NotificationFact.NotificationRequested;
import app.feedtape.test.AnotherInstance;
import app.feedtape.test.KafkaProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Two processes of the service at once: what each of them does alone is done once by both. At last
 * one of them is killed in the middle of a webhook (faults.md B13).
 */
class TwoInstancesTest extends InstancesScene {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BUYERS = 4;
    private static final int TESTS = 20;

    private final String operator = BillingApi.admin(UUID.randomUUID());

    @Test
    void webhooksDeliveriesMailsAndRunsAreEachTakenByOneOfThem() throws Exception {
        String last = "evt_" + UUID.randomUUID();
        try (AnotherInstance second = OtherInstance.start(environment, CrashPoint.RECORDING, last);
                KafkaProbe mails = KafkaProbe.fromNow("notification")) {
            List<PaidPage> buyers = Stream.generate(() -> payUnheard("pro")).limit(BUYERS).toList();
            List<BillingApi> both = List.of(api, new BillingApi(second.port()));
            applyOnce(both, buyers);
            deliverOnce(both);
            tellOnce(both, buyers, mails);
            reconcileOnce(both);
            assertThat(second.isAlive()).isTrue();
            die(CrashPoint.RECORDING, second, last);
        }
    }

    /** Three events of each, told to both, all at the same time. */
    private void applyOnce(List<BillingApi> both, List<PaidPage> buyers) throws Exception {
        List<String> ids = new ArrayList<>();
        List<Callable<Integer>> calls = new ArrayList<>();
        for (PaidPage buyer : buyers) {
            for (int number = 0; number < 3; number++) {
                String id = "evt_" + UUID.randomUUID();
                ids.add(id);
                String event = event(id, "customer.subscription.updated", buyer.subscription());
                both.forEach(one -> calls.add(() -> one.signed(event).status()));
            }
        }
        assertThat(allAtOnce(calls)).containsOnly(200);
        await().atMost(PATIENCE).until(() -> number("state = 'applied'", ids) == ids.size());
        assertThat(number("attempts = 1", ids)).isEqualTo(ids.size());
        for (PaidPage buyer : buyers) {
            assertThat(history(buyer.subscription())).containsExactly("active");
            assertThat(planOf(buyer.account())).isEqualTo("pro");
        }
    }

    private long number(String what, List<String> events) {
        return jdbc.sql(
                        "select count(*) from webhook_delivery where event_id = any(:ids) and "
                                + what)
                .param("ids", events.toArray(String[]::new))
                .query(Long.class)
                .single();
    }

    private void deliverOnce(List<BillingApi> both) throws Exception {
        UUID customer = UUID.randomUUID();
        String token = BillingApi.listener(customer);
        api.post(
                "/internal/grants",
                BillingApi.service("operator"),
                "{\"payer_id\":\"%s\",\"plan\":\"pro\",\"reason\":\"a test\"}".formatted(customer));
        try (Receiver receiver = new Receiver()) {
            String id =
                    api.post(
                                    "/api/webhooks",
                                    token,
                                    "{\"url\":\"%s\",\"event_types\":[\"job.finished\"]}"
                                            .formatted(receiver.url()))
                            .json()
                            .path("id")
                            .asString();
            List<Callable<Integer>> calls =
                    IntStream.range(0, TESTS)
                            .mapToObj(n ->
                                    (Callable<Integer>)
                                            () ->
                                                    both.get(n % 2)
                                                            .post(
                                                                    "/api/webhooks/" + id + "/test",
                                                                    token,
                                                                    "")
                                                            .status())
                            .toList();
            assertThat(allAtOnce(calls)).containsOnly(202);
            await().atMost(PATIENCE).until(() -> delivered(id) == TESTS);
            assertThat(receiver.heard()).extracting(Heard::id).doesNotHaveDuplicates();
            assertThat(receiver.heard()).hasSize(TESTS);
            api.order("DELETE", "/api/webhooks/" + id, token, "");
        }
    }

    private long delivered(String endpoint) {
        return jdbc.sql(
                        "select count(*) from endpoint_delivery where endpoint_id = ?::uuid and state = 'delivered'")
                .param(endpoint)
                .query(Long.class)
                .single();
    }

    /** Both look every second for payments that failed. */
    private void tellOnce(List<BillingApi> both, List<PaidPage> buyers, KafkaProbe mails) {
        for (int at = 0; at < buyers.size(); at++) {
            PaidPage buyer = buyers.get(at);
            STRIPE.cause("invoice.payment_failed", buyer.subscription());
            String event =
                    event(
                            "evt_" + UUID.randomUUID(),
                            "customer.subscription.updated",
                            buyer.subscription());
            assertThat(both.get(at % 2).signed(event).status()).isEqualTo(200);
        }
        for (PaidPage buyer : buyers.reversed()) {
            mails.await(
                    NotificationRequested.class,
                    mail ->
                            mail.accountId().equals(buyer.account())
                                    && mail.template().equals("payment_failed"));
        }
        assertThat(
                        mails.heard(NotificationRequested.class).stream()
                                .filter(mail -> mail.template().equals("payment_failed"))
                                .map(NotificationRequested::dedupeKey))
                .doesNotHaveDuplicates();
    }

    private void reconcileOnce(List<BillingApi> both) throws Exception {
        await().atMost(PATIENCE).until(() -> runs("state = 'running'") == 0);
        long before = runs("true");
        List<Callable<Integer>> orders =
                IntStream.range(0, 8)
                        .mapToObj(n ->
                                (Callable<Integer>)
                                        () ->
                                                both.get(n % 2)
                                                        .order(
                                                                "POST",
                                                                "/internal/reconciliations",
                                                                operator,
                                                                "")
                                                        .status())
                        .toList();
        assertThat(allAtOnce(orders)).containsOnly(202);
        assertThat(runs("true")).isEqualTo(before + 1);
        await().atMost(PATIENCE).until(() -> runs("state = 'running'") == 0);
    }

    private long runs(String where) {
        return jdbc.sql("select count(*) from reconciliation_run where " + where)
                .query(Long.class)
                .single();
    }

    private static List<Integer> allAtOnce(List<Callable<Integer>> calls) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(calls).stream().map(Future::resultNow).toList();
        }
    }
}
