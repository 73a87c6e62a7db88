package app.feedtape.localstack.launcher.settings;

import app.feedtape.localstack.engines.DatabaseBootstrap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The variables each process is started with: the same names as in production. A real provider is
 * used where its address is set, and then everything that belongs to it is taken from outside too.
 */
public final class ServiceEnvironment {
    private static final List<String> POLLY =
            List.of(
                    "CLOUDWATCH_ENDPOINT",
                    "AWS_REGION",
                    "AWS_ACCESS_KEY_ID",
                    "AWS_SECRET_ACCESS_KEY");
    private static final List<String> GITHUB =
            List.of("GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET", "GITHUB_API_URL");
    private static final List<String> GOOGLE =
            List.of(
                    "GOOGLE_CLIENT_SECRET",
                    "GOOGLE_PHONE_CLIENT_IDS",
                    "GOOGLE_AUTHORIZE_URL",
                    "GOOGLE_TOKEN_URL",
                    "GOOGLE_KEYS_URL",
                    "GOOGLE_ISSUERS");
    private static final List<String> APPLE =
            List.of(
                    "APPLE_PHONE_CLIENT_IDS",
                    "APPLE_TEAM_ID",
                    "APPLE_KEY_ID",
                    "APPLE_PRIVATE_KEY",
                    "APPLE_PRIVATE_KEY_FILE",
                    "APPLE_URL",
                    "APPLE_ISSUERS");
    private static final List<String> MAIL =
            List.of("SMTP_PORT", "SMTP_USERNAME", "SMTP_PASSWORD", "MAIL_FROM");
    public static final String CLOCK_TOPIC = "clock";

    /** The client of the phone's own sign-in sheet, at both who have one. */
    static final String PHONE = "app.feedtape.phone";

    private final StackSettings settings;
    private final Secrets secrets;
    private final StoreEnvironment stores;

    public ServiceEnvironment(StackSettings settings, Secrets secrets) {
        this.settings = settings;
        this.secrets = secrets;
        this.stores = new StoreEnvironment(settings, secrets);
    }

    /** The variables of a service. */
    public Map<String, String> of(Room room) {
        var all = new HashMap<String, String>();
        common(room, all);
        room.schema().ifPresent(schema -> database(schema, all));
        switch (room) {
            case AUTH -> auth(all);
            case BILLING -> billing(all);
            case FEED ->
                    all.put(
                            "FEEDTAPE_FETCH_PROXY",
                            settings.value("FEEDTAPE_FETCH_PROXY")
                                    .orElse("127.0.0.1:" + settings.worldPort()));
            case TTS -> tts(all);
            case GATEWAY -> gateway(all);
            case ADMIN -> {}
        }
        return all;
    }

    private void common(Room room, Map<String, String> all) {
        all.put("PORT", Integer.toString(settings.port(room)));
        all.put("MANAGEMENT_PORT", Integer.toString(settings.managementPort(room)));
        // Only Spring's own names move the address; nothing of a laptop's stack is offered to its
        // network.
        all.put("SERVER_ADDRESS", "127.0.0.1");
        all.put("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1");
        // The movable clock is refused by a service configured for production.
        all.put("FEEDTAPE_ENVIRONMENT", "development");
        all.put("FEEDTAPE_CLOCK_TOPIC", CLOCK_TOPIC);
        // Its first admin is made from the command line and looks around at once.
        all.put(
                "FEEDTAPE_OPERATORS_NEED_SECOND_FACTOR",
                settings.value("FEEDTAPE_OPERATORS_NEED_SECOND_FACTOR").orElse("false"));
        all.put("FEEDTAPE_PUBLIC_URL", settings.publicUrl());
        all.put("KAFKA_BOOTSTRAP_SERVERS", settings.kafka());
        all.put("FEEDTAPE_SERVICE_SECRET", secrets.get("service." + room.service()));
        all.put("FEEDTAPE_DECISION_SECRET", secrets.get("decision"));
        for (Room other : Room.values()) {
            if (other != Room.GATEWAY) {
                all.put("FEEDTAPE_%s_URL".formatted(other.name()), settings.url(other).toString());
                all.put(
                        "FEEDTAPE_%s_MANAGEMENT_URL".formatted(other.name()),
                        settings.management(other).toString());
            }
        }
    }

    private void database(String schema, Map<String, String> all) {
        var app = DatabaseBootstrap.app(schema);
        var owner = DatabaseBootstrap.owner(schema);
        all.put("FEEDTAPE_POSTGRES_URL", settings.postgresUrl());
        all.put("FEEDTAPE_POSTGRES_USER", app);
        all.put("FEEDTAPE_POSTGRES_PASSWORD", secrets.get("role." + app));
        all.put("FEEDTAPE_MIGRATION_USER", owner);
        all.put("FEEDTAPE_MIGRATION_PASSWORD", secrets.get("role." + owner));
        all.put("FEEDTAPE_MIGRATE", settings.value("FEEDTAPE_MIGRATE").orElse("run"));
    }

    private void auth(Map<String, String> all) {
        all.put("FEEDTAPE_SERVICE_SECRETS", secrets.forAuthService());
        all.put("FEEDTAPE_KEY_ENCRYPTION_SECRET", secrets.get("key-encryption"));
        gitHub(all);
        google(all);
        apple(all);
        provider(
                "SMTP_HOST",
                MAIL,
                all,
                Map.of(
                        "SMTP_HOST", "127.0.0.1",
                        "SMTP_PORT", Integer.toString(settings.smtpPort()),
                        "SMTP_USERNAME", "",
                        "SMTP_PASSWORD", "",
                        "MAIL_FROM", "FeedTape <no-reply@localhost>"));
    }

    /** 127.0.0.1 and not localhost, so that a provider is another site than the gateway. */
    private String abroad(String provider) {
        return "http://127.0.0.1:%d/%s".formatted(settings.worldPort(), provider);
    }

    private void gitHub(Map<String, String> all) {
        provider(
                "GITHUB_URL",
                GITHUB,
                all,
                Map.of(
                        "GITHUB_URL",
                        abroad("github"),
                        "GITHUB_API_URL",
                        abroad("github") + "/api",
                        "GITHUB_CLIENT_ID",
                        "feedtape-local",
                        "GITHUB_CLIENT_SECRET",
                        secrets.get("github")));
    }

    private void google(Map<String, String> all) {
        provider(
                "GOOGLE_CLIENT_ID",
                GOOGLE,
                all,
                Map.of(
                        "GOOGLE_CLIENT_ID",
                        "feedtape-local",
                        "GOOGLE_CLIENT_SECRET",
                        secrets.get("google"),
                        "GOOGLE_PHONE_CLIENT_IDS",
                        PHONE,
                        "GOOGLE_AUTHORIZE_URL",
                        abroad("google") + "/o/oauth2/v2/auth",
                        "GOOGLE_TOKEN_URL",
                        abroad("google") + "/token",
                        "GOOGLE_KEYS_URL",
                        abroad("google") + "/oauth2/v3/certs",
                        "GOOGLE_ISSUERS",
                        settings.world() + "/google"));
    }

    private void apple(Map<String, String> all) {
        provider(
                "APPLE_CLIENT_ID",
                APPLE,
                all,
                Map.of(
                        "APPLE_CLIENT_ID",
                        "app.feedtape.local",
                        "APPLE_PHONE_CLIENT_IDS",
                        PHONE,
                        "APPLE_TEAM_ID",
                        "FEEDTAPE01",
                        "APPLE_KEY_ID",
                        "LOCALKEY01",
                        "APPLE_PRIVATE_KEY",
                        secrets.get("apple-private-key"),
                        "APPLE_URL",
                        abroad("apple"),
                        "APPLE_ISSUERS",
                        settings.world() + "/apple"));
    }

    private void billing(Map<String, String> all) {
        all.put("FEEDTAPE_WEBHOOK_SEALING_SECRET", secrets.get("webhook-sealing"));
        all.put("FEEDTAPE_WEBHOOKS_TO_THIS_MACHINE", "true");
        stores.ofBilling()
                .forEach(store -> provider(store.address(), store.belonging(), all, store.local()));
    }

    private void tts(Map<String, String> all) {
        provider(
                "POLLY_ENDPOINT",
                POLLY,
                all,
                Map.of(
                        "POLLY_ENDPOINT", settings.world() + "/polly",
                        "CLOUDWATCH_ENDPOINT", settings.world() + "/polly",
                        "AWS_REGION", "eu-west-1",
                        "AWS_ACCESS_KEY_ID", "local",
                        "AWS_SECRET_ACCESS_KEY", "local"));
        all.put(
                "FEEDTAPE_AUDIO_DIRECTORY",
                settings.value("FEEDTAPE_AUDIO_DIRECTORY")
                        .orElse(settings.data().resolve("audio").toString()));
    }

    private void gateway(Map<String, String> all) {
        all.put(
                "REDIS_URL",
                settings.externalRedis()
                        .orElse(
                                "redis://:%s@127.0.0.1:%d"
                                        .formatted(secrets.get("redis"), settings.redisPort())));
    }

    private void provider(
            String address,
            List<String> belonging,
            Map<String, String> all,
            Map<String, String> local) {
        if (settings.value(address).isEmpty()) {
            all.putAll(local);
            return;
        }
        settings.value(address).ifPresent(value -> all.put(address, value));
        belonging.forEach(name -> settings.value(name).ifPresent(value -> all.put(name, value)));
    }

    /** The variables of the local world. */
    public Map<String, String> ofWorld() {
        var all = new HashMap<String, String>();
        all.put("FEEDTAPE_WORLD_PORT", Integer.toString(settings.worldPort()));
        all.put("FEEDTAPE_SMTP_PORT", Integer.toString(settings.smtpPort()));
        all.put("FEEDTAPE_DATA", settings.data().toString());
        all.put("FEEDTAPE_PUBLIC_URL", settings.publicUrl());
        all.put(
                "FEEDTAPE_VOICE_TARGET",
                settings.root().resolve("local-stack/voice/target").toString());
        all.put("KAFKA_BOOTSTRAP_SERVERS", settings.kafka());
        all.put("FEEDTAPE_CLOCK_TOPIC", CLOCK_TOPIC);
        all.put(
                "FEEDTAPE_CLOCK_CONFIRMATIONS",
                String.join(
                        ",", java.util.Arrays.stream(Room.values()).map(Room::service).toList()));
        all.put("GITHUB_CLIENT_ID", "feedtape-local");
        all.put("GITHUB_CLIENT_SECRET", secrets.get("github"));
        all.put("GOOGLE_CLIENT_ID", "feedtape-local");
        all.put("GOOGLE_CLIENT_SECRET", secrets.get("google"));
        all.put("GOOGLE_PHONE_CLIENT_IDS", PHONE);
        all.put("APPLE_CLIENT_ID", "app.feedtape.local");
        all.put("APPLE_PHONE_CLIENT_IDS", PHONE);
        all.put("APPLE_TEAM_ID", "FEEDTAPE01");
        all.put("APPLE_KEY_ID", "LOCALKEY01");
        all.put("APPLE_PUBLIC_KEY", secrets.get("apple-public-key"));
        all.put("APPLE_NOTIFICATION_URL", settings.url(Room.GATEWAY) + "/webhooks/apple-identity");
        all.putAll(stores.ofWorld());
        settings.value("FEEDTAPE_VOICE").ifPresent(voice -> all.put("FEEDTAPE_VOICE", voice));
        return all;
    }
}
