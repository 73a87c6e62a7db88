package app.feedtape.localstack.launcher.settings;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The stores that sell subscriptions, as billing-service and the local world are told of them. */
final class StoreEnvironment {
    private static final String PLAY_ACCOUNT = "billing@local.iam.gserviceaccount.com";

    private final StackSettings settings;
    private final Secrets secrets;

    StoreEnvironment(StackSettings settings, Secrets secrets) {
        this.settings = settings;
        this.secrets = secrets;
    }

    /**
     * One store.
     *
     * @param address the variable that says that a real one is used
     * @param belonging what is taken from outside together with it
     * @param local the variables of the local one
     */
    record Store(String address, List<String> belonging, Map<String, String> local) {}

    List<Store> ofBilling() {
        return List.of(stripe(), appStore(), play());
    }

    private Store stripe() {
        return new Store(
                "STRIPE_API_BASE",
                List.of("STRIPE_API_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_PRICES"),
                Map.of(
                        "STRIPE_API_BASE",
                        settings.world() + "/stripe",
                        "STRIPE_API_KEY",
                        secrets.get("stripe-api-key"),
                        "STRIPE_WEBHOOK_SECRET",
                        secrets.get("stripe-webhook"),
                        "STRIPE_PRICES",
                        "pro=price_pro_monthly,enterprise=price_enterprise_monthly,"
                                + "pro:year=price_pro_yearly,enterprise:year=price_enterprise_yearly"));
    }

    private Store appStore() {
        var local = new HashMap<>(localAppStore());
        local.put("APP_STORE_PRIVATE_KEY", secrets.get("app-store-private-key"));
        local.put("APP_STORE_API_BASE", settings.world() + "/appstore");
        local.put(
                "APP_STORE_ROOT_FILE",
                settings.data().resolve("world/appstore-root.pem").toAbsolutePath().toString());
        local.put(
                "APP_STORE_PRODUCTS",
                "pro=app.feedtape.pro.monthly,enterprise=app.feedtape.enterprise.monthly");
        return new Store(
                "APP_STORE_BUNDLE_ID",
                List.of(
                        "APP_STORE_APP_ID",
                        "APP_STORE_ENVIRONMENT",
                        "APP_STORE_ISSUER_ID",
                        "APP_STORE_KEY_ID",
                        "APP_STORE_PRIVATE_KEY",
                        "APP_STORE_API_BASE",
                        "APP_STORE_ROOT_FILE",
                        "APP_STORE_PRODUCTS"),
                local);
    }

    private Store play() {
        var local = new HashMap<>(localPlay());
        local.put(
                "PLAY_SERVICE_ACCOUNT",
                "{\"client_email\":\"%s\",\"private_key_id\":\"local\",\"private_key\":\"%s\"}"
                        .formatted(PLAY_ACCOUNT, secrets.get("play-private-key")));
        local.put("PLAY_API_BASE", settings.world() + "/play");
        local.put("PLAY_TOKEN_URL", settings.world() + "/play/token");
        local.put("PLAY_KEYS_URL", settings.world() + "/play/certs");
        local.put("PLAY_PRODUCTS", "pro=pro_monthly,enterprise=enterprise_monthly");
        return new Store(
                "PLAY_PACKAGE",
                List.of(
                        "PLAY_SERVICE_ACCOUNT",
                        "PLAY_API_BASE",
                        "PLAY_TOKEN_URL",
                        "PLAY_KEYS_URL",
                        "PLAY_PUSH_AUDIENCE",
                        "PLAY_PUSH_ACCOUNT",
                        "PLAY_PRODUCTS"),
                local);
    }

    /** What the local App Store and who asks it are both told. */
    private static Map<String, String> localAppStore() {
        return Map.of(
                "APP_STORE_BUNDLE_ID", ServiceEnvironment.PHONE,
                "APP_STORE_APP_ID", "1234567890",
                "APP_STORE_ENVIRONMENT", "production",
                "APP_STORE_ISSUER_ID", "feedtape-local",
                "APP_STORE_KEY_ID", "LOCALSTORE");
    }

    /** What the local Google Play and who asks it are both told. */
    private Map<String, String> localPlay() {
        return Map.of(
                "PLAY_PACKAGE",
                ServiceEnvironment.PHONE,
                "PLAY_PUSH_AUDIENCE",
                settings.publicUrl() + "/webhooks/google",
                "PLAY_PUSH_ACCOUNT",
                "push@local.iam.gserviceaccount.com");
    }

    /** What the local stores are told, with the public half of each key. */
    Map<String, String> ofWorld() {
        var all = new HashMap<String, String>();
        all.put("STRIPE_API_KEY", secrets.get("stripe-api-key"));
        all.put("STRIPE_WEBHOOK_SECRET", secrets.get("stripe-webhook"));
        all.put("STRIPE_WEBHOOK_URL", settings.url(Room.GATEWAY) + "/webhooks/stripe");
        all.putAll(localAppStore());
        all.put("APP_STORE_PUBLIC_KEY", secrets.get("app-store-public-key"));
        all.put("APP_STORE_NOTIFICATION_URL", settings.url(Room.GATEWAY) + "/webhooks/apple");
        all.putAll(localPlay());
        all.put("PLAY_SERVICE_ACCOUNT_EMAIL", PLAY_ACCOUNT);
        all.put("PLAY_PUBLIC_KEY", secrets.get("play-public-key"));
        all.put("PLAY_PUSH_URL", settings.url(Room.GATEWAY) + "/webhooks/google");
        return all;
    }
}
