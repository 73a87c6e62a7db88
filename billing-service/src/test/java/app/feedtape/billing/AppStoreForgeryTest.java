package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.billing.AppStoreWorld.Bought;
import app.feedtape.world.appstore.Authority;
import app.feedtape.world.appstore.Chain;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** faults.md A1: nothing counts that Apple has not signed for this app. */
class AppStoreForgeryTest extends BillingTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What is wrong with it. */
    enum Forgery {
        OWN_ROOT,
        OWN_ROOT_UNDER_APPLES_NAME,
        NO_CHAIN,
        CHAIN_OF_TWO,
        CHAIN_OF_FOUR,
        LEAF_WITHOUT_MARK,
        INTERMEDIATE_WITHOUT_MARK,
        EXPIRED_LEAF,
        ALGORITHM_NONE,
        FOUR_PARTS,
        CHANGED_PAYLOAD,
        OTHER_APP,
        SANDBOX,
        XCODE,
        LOCAL_TESTING,
        OTHER_APP_ID
    }

    private final UUID account = UUID.randomUUID();
    private final Authority authority = AppStoreWorld.authority();

    @ParameterizedTest
    @EnumSource(Forgery.class)
    void aForgeryIs400WhereverItIsHandedInAndLeavesNoRow(Forgery forgery) {
        Bought bought = APP_STORE.buy(AppStoreWorld.PRO, Map.of());
        ObjectNode transaction = payload(bought.signed());
        String forged = forge(forgery, transaction);
        if (forgery != Forgery.OTHER_APP_ID) {
            BillingApi.Answer answer = api.receipt(account, "apple", "signed_transaction", forged);
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        }
        String event = UUID.randomUUID().toString();
        // The nested one is forged, and then the outer one.
        assertThat(notify(authority.chain().sign(notification(event, forged, forgery))))
                .isEqualTo(400);
        assertThat(notify(forge(forgery, notification(event, bought.signed(), forgery))))
                .isEqualTo(400);
        assertThat(
                        jdbc.sql(
                                        "select (select count(*) from webhook_delivery where event_id = ?) + (select count(*) from purchase where original_id = ?)")
                                .params(event, bought.id())
                                .query(Long.class)
                                .single())
                .isZero();
    }

    private int notify(String signed) {
        return api.notify("/webhooks/apple", "{\"signedPayload\":\"%s\"}".formatted(signed))
                .status();
    }

    private static ObjectNode payload(String signed) {
        byte[] payload = Base64.getUrlDecoder().decode(signed.split("\\.")[1]);
        return (ObjectNode) JSON.readTree(payload);
    }

    private static ObjectNode notification(String event, String transaction, Forgery forgery) {
        ObjectNode notification =
                JSON.createObjectNode()
                        .put("notificationType", "SUBSCRIBED")
                        .put("notificationUUID", event)
                        .put("version", "2.0")
                        .put("signedDate", Instant.now().toEpochMilli());
        notification
                .putObject("data")
                .put("appAppleId", forgery == Forgery.OTHER_APP_ID ? 1L : 1234567890L)
                .put("bundleId", AppStoreWorld.BUNDLE)
                .put("environment", "Production")
                .put("signedTransactionInfo", transaction);
        return notification;
    }

    private String forge(Forgery forgery, ObjectNode payload) {
        Chain right = authority.chain();
        return switch (forgery) {
            case OWN_ROOT -> Authority.unknown().chain().sign(payload);
            case OWN_ROOT_UNDER_APPLES_NAME -> {
                Chain own = Authority.unknown().chain();
                yield own.sign(
                        payload.toString(),
                        List.of(
                                own.certificates().get(0),
                                own.certificates().get(1),
                                right.certificates().get(2)));
            }
            case NO_CHAIN -> right.sign(payload.toString(), List.of());
            case CHAIN_OF_TWO -> right.sign(payload.toString(), right.certificates().subList(0, 2));
            case CHAIN_OF_FOUR -> {
                List<X509Certificate> four = new ArrayList<>(right.certificates());
                four.add(right.certificates().getLast());
                yield right.sign(payload.toString(), four);
            }
            case LEAF_WITHOUT_MARK -> authority.issue(false, true, later()).sign(payload);
            case INTERMEDIATE_WITHOUT_MARK -> authority.issue(true, false, later()).sign(payload);
            case EXPIRED_LEAF ->
                    authority
                            .issue(true, true, Instant.now().minus(Duration.ofDays(1)))
                            .sign(payload);
            case ALGORITHM_NONE ->
                    base64("{\"alg\":\"none\"}") + "." + base64(payload.toString()) + ".";
            case FOUR_PARTS -> right.sign(payload) + ".AAAA";
            case CHANGED_PAYLOAD -> {
                String[] parts = right.sign(payload).split("\\.");
                payload.put("changed", true);
                yield parts[0] + "." + base64(payload.toString()) + "." + parts[2];
            }
            case OTHER_APP -> right.sign(otherwise(payload, "bundleId", "com.example.other"));
            case SANDBOX -> right.sign(otherwise(payload, "environment", "Sandbox"));
            case XCODE -> right.sign(otherwise(payload, "environment", "Xcode"));
            case LOCAL_TESTING -> right.sign(otherwise(payload, "environment", "LocalTesting"));
            case OTHER_APP_ID -> right.sign(payload);
        };
    }

    /** Where a transaction says it, or the data of a notification. */
    private static ObjectNode otherwise(ObjectNode payload, String member, String value) {
        ObjectNode changed = payload.deepCopy();
        ObjectNode where = changed.has("data") ? (ObjectNode) changed.path("data") : changed;
        where.put(member, value);
        return changed;
    }

    private static Instant later() {
        return Instant.now().plus(Duration.ofDays(400));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
