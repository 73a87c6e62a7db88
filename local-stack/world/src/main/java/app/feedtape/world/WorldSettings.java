package app.feedtape.world;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Everything the local world can be told, by environment variables of the same names as the
 * services read.
 *
 * @param port where all stand-ins answer; 0 takes any free port
 * @param bindAddress the address to listen on; loopback unless told otherwise, because nothing here
 *     asks who you are
 * @param url the address people's browsers reach this process by; empty makes it {@code
 *     http://localhost:port}
 * @param names further host names that mean this process, as in a network of containers
 * @param data the folder that keeps state over restarts
 * @param publicUrl where FeedTape itself is, for links and as the origin of the sign-in callbacks
 * @param smtpPort where mail is caught; 0 takes any free port
 * @param google the client Google knows; empty leaves Google out of this world
 * @param apple the client Apple knows; empty leaves Apple out of this world
 * @param clock how the services' clocks are moved; empty moves only this process
 */
public record WorldSettings(
        int port,
        String bindAddress,
        Optional<URI> url,
        List<String> names,
        Path data,
        URI publicUrl,
        int smtpPort,
        GitHubClient github,
        Optional<GoogleClient> google,
        Optional<AppleClient> apple,
        StripeAccount stripe,
        AppStoreApp appStore,
        PlayApp play,
        Voice voice,
        Optional<ClockTopic> clock) {

    /**
     * The one OAuth application GitHub knows; {@code callbacks} are its registered addresses, the
     * first the default.
     */
    public record GitHubClient(String id, String secret, List<String> callbacks) {}

    /**
     * The one OAuth client Google knows; {@code callbacks} are its redirect addresses, compared as
     * they are.
     */
    public record GoogleClient(
            String id, String secret, List<String> callbacks, List<String> phones) {

        /** The web's client and the phones'. */
        public List<String> all() {
            return Stream.concat(Stream.of(id), phones.stream()).toList();
        }
    }

    /**
     * The one services id Apple knows.
     *
     * @param publicKey of the key that signs client secrets: base64 of its SubjectPublicKeyInfo
     * @param phones bundle ids, for whom the phone's own sheet signs
     * @param notifications where Apple tells what became of people
     */
    public record AppleClient(
            String id,
            String teamId,
            String keyId,
            String publicKey,
            List<String> callbacks,
            List<String> phones,
            URI notifications) {

        /** The services id and the bundle ids. */
        public List<String> all() {
            return Stream.concat(Stream.of(id), phones.stream()).toList();
        }
    }

    /** The one Stripe account; without a webhook address events are kept and not sent. */
    public record StripeAccount(String apiKey, String webhookSecret, Optional<URI> webhookUrl) {}

    /**
     * The one app the App Store sells for.
     *
     * @param environment {@code Production} or {@code Sandbox}, as everything signed says it
     * @param issuerId of the key that calls of the Server API are signed by
     * @param publicKey of that key: base64 of its SubjectPublicKeyInfo
     * @param notifications where it tells what became of subscriptions
     */
    public record AppStoreApp(
            String bundleId,
            long appId,
            String environment,
            String issuerId,
            String keyId,
            String publicKey,
            Optional<URI> notifications) {}

    /**
     * The one app Google Play sells.
     *
     * @param serviceAccount who may call the Developer API: its e-mail
     * @param publicKey of that account: base64 of its SubjectPublicKeyInfo
     * @param pushAudience for whom a push says it is meant
     * @param pushAccount whose token a push carries
     * @param pushes where notifications go
     */
    public record PlayApp(
            String packageName,
            String serviceAccount,
            String publicKey,
            String pushAudience,
            String pushAccount,
            Optional<URI> pushes) {}

    /**
     * Who speaks behind {@code /polly}.
     *
     * @param tone a tone of the right length at once instead of a voice, for load and tests
     * @param target the build output of {@code local-stack/voice}
     * @param data where the voice unpacks its library
     */
    public record Voice(boolean tone, Path target, Path data) {}

    /** The topic that carries the time, and the services whose confirmation a move waits for. */
    public record ClockTopic(String bootstrapServers, String topic, List<String> confirmations) {}

    /**
     * Reads the environment; a value that is set and unreadable is an error naming its variable.
     */
    public static WorldSettings from(Map<String, String> environment) {
        Variables variables = new Variables(environment);
        String publicUrl = variables.text("FEEDTAPE_PUBLIC_URL", "http://localhost:8080");
        Path data = Path.of(variables.text("FEEDTAPE_DATA", ".feedtape"));
        return new WorldSettings(
                variables.number("FEEDTAPE_WORLD_PORT", 8090),
                variables.text("FEEDTAPE_WORLD_BIND", "127.0.0.1"),
                variables.address("FEEDTAPE_WORLD_URL"),
                variables.list("FEEDTAPE_WORLD_NAMES"),
                data.resolve("world"),
                URI.create(publicUrl),
                variables.number("FEEDTAPE_SMTP_PORT", 1025),
                github(variables, publicUrl),
                google(variables, publicUrl),
                apple(variables, publicUrl),
                stripe(variables, publicUrl),
                appStore(variables, publicUrl),
                play(variables, publicUrl),
                voice(variables, data),
                clock(variables));
    }

    private static GitHubClient github(Variables variables, String publicUrl) {
        return new GitHubClient(
                variables.text("GITHUB_CLIENT_ID", "feedtape-local"),
                variables.text("GITHUB_CLIENT_SECRET", "feedtape-local-secret"),
                callbacks(variables, "GITHUB", publicUrl + "/auth/callback/github"));
    }

    private static Optional<GoogleClient> google(Variables variables, String publicUrl) {
        return variables
                .find("GOOGLE_CLIENT_ID")
                .map(id ->
                        new GoogleClient(
                                id,
                                variables.require("GOOGLE_CLIENT_SECRET"),
                                callbacks(variables, "GOOGLE", publicUrl + "/auth/callback/google"),
                                variables.list("GOOGLE_PHONE_CLIENT_IDS")));
    }

    private static Optional<AppleClient> apple(Variables variables, String publicUrl) {
        return variables
                .find("APPLE_CLIENT_ID")
                .map(id ->
                        new AppleClient(
                                id,
                                variables.require("APPLE_TEAM_ID"),
                                variables.require("APPLE_KEY_ID"),
                                variables.require("APPLE_PUBLIC_KEY"),
                                callbacks(variables, "APPLE", publicUrl + "/auth/callback/apple"),
                                variables.list("APPLE_PHONE_CLIENT_IDS"),
                                variables
                                        .address("APPLE_NOTIFICATION_URL")
                                        .orElse(
                                                URI.create(
                                                        publicUrl + "/webhooks/apple-identity"))));
    }

    private static List<String> callbacks(Variables variables, String provider, String otherwise) {
        List<String> callbacks = variables.list(provider + "_CALLBACK_URLS");
        return callbacks.isEmpty() ? List.of(otherwise) : callbacks;
    }

    private static StripeAccount stripe(Variables variables, String publicUrl) {
        return new StripeAccount(
                variables.text("STRIPE_API_KEY", "sk_test_local"),
                variables.text("STRIPE_WEBHOOK_SECRET", "whsec_local"),
                variables
                        .address("STRIPE_WEBHOOK_URL")
                        .or(() -> Optional.of(URI.create(publicUrl + "/webhooks/stripe"))));
    }

    private static AppStoreApp appStore(Variables variables, String publicUrl) {
        return new AppStoreApp(
                variables.text("APP_STORE_BUNDLE_ID", "app.feedtape.phone"),
                variables.number("APP_STORE_APP_ID", 1234567890),
                variables.text("APP_STORE_ENVIRONMENT", "production").equals("sandbox")
                        ? "Sandbox"
                        : "Production",
                variables.text("APP_STORE_ISSUER_ID", "57246542-96fe-1a63-e053-0824d011072a"),
                variables.text("APP_STORE_KEY_ID", "LOCALSTORE"),
                variables.text("APP_STORE_PUBLIC_KEY", ""),
                variables
                        .address("APP_STORE_NOTIFICATION_URL")
                        .or(() -> Optional.of(URI.create(publicUrl + "/webhooks/apple"))));
    }

    private static PlayApp play(Variables variables, String publicUrl) {
        return new PlayApp(
                variables.text("PLAY_PACKAGE", "app.feedtape.phone"),
                variables.text(
                        "PLAY_SERVICE_ACCOUNT_EMAIL", "billing@local.iam.gserviceaccount.com"),
                variables.text("PLAY_PUBLIC_KEY", ""),
                variables.text("PLAY_PUSH_AUDIENCE", publicUrl + "/webhooks/google"),
                variables.text("PLAY_PUSH_ACCOUNT", "push@local.iam.gserviceaccount.com"),
                variables
                        .address("PLAY_PUSH_URL")
                        .or(() -> Optional.of(URI.create(publicUrl + "/webhooks/google"))));
    }

    private static Voice voice(Variables variables, Path data) {
        return new Voice(
                variables.text("FEEDTAPE_VOICE", "real").equals("tone"),
                Path.of(variables.text("FEEDTAPE_VOICE_TARGET", "local-stack/voice/target")),
                data.resolve("voice"));
    }

    private static Optional<ClockTopic> clock(Variables variables) {
        String servers = variables.text("KAFKA_BOOTSTRAP_SERVERS", "");
        String topic = variables.text("FEEDTAPE_CLOCK_TOPIC", "");
        return servers.isEmpty() || topic.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new ClockTopic(
                                servers, topic, variables.list("FEEDTAPE_CLOCK_CONFIRMATIONS")));
    }

    private record Variables(Map<String, String> values) {

        String text(String name, String otherwise) {
            String value = values.getOrDefault(name, "").strip();
            return value.isEmpty() ? otherwise : value;
        }

        Optional<String> find(String name) {
            return Optional.of(text(name, "")).filter(value -> !value.isEmpty());
        }

        String require(String name) {
            return find(name)
                    .orElseThrow(
                            () -> new IllegalArgumentException(name + " is needed and not set"));
        }

        List<String> list(String name) {
            return Arrays.stream(text(name, "").split(","))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .toList();
        }

        int number(String name, int otherwise) {
            return read(name, Integer.toString(otherwise), Integer::parseInt);
        }

        Optional<URI> address(String name) {
            String text = text(name, "");
            return text.isEmpty() ? Optional.empty() : Optional.of(read(name, text, URI::create));
        }

        private <T> T read(String name, String otherwise, Function<String, T> reader) {
            String text = text(name, otherwise);
            try {
                return reader.apply(text);
            } catch (IllegalArgumentException unreadable) {
                throw new IllegalArgumentException(name + " cannot be read: " + text, unreadable);
            }
        }
    }
}
