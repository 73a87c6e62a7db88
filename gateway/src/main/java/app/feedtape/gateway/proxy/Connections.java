package app.feedtape.gateway.proxy;

import app.feedtape.gateway.edge.Visit;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * The connections to services: for sound and for webhooks some of their own, so that listeners who
 * read slowly and stores that tell a great deal at once starve nobody; for all else some of each
 * serving thread's, so that a request is served by one thread from its beginning to its end.
 */
final class Connections {

    private static final int CONNECT_TIMEOUT_MILLIS = 1000;
    private static final int MANY = 1000;

    /** What is under way is never spread quite evenly over the threads. */
    private static final int UNEVEN = 2;

    private final ProxySettings settings;
    private final HttpClient sound;
    private final HttpClient webhooks;
    private final ConcurrentMap<Executor, HttpClient> ordinary = new ConcurrentHashMap<>();

    Connections(ProxySettings settings) {
        this.settings = settings;
        // A player that pauses reads nothing for as long as it likes, so only the first byte is
        // bounded, by its route. A service whose machine has vanished is found out by TCP.
        this.sound =
                client("sound", settings.soundConnections(), MANY, Duration.ofSeconds(1))
                        .option(ChannelOption.SO_KEEPALIVE, true);
        // A store sends again what is refused, and soon: so a refusal at once is better than a
        // queue here, and what is behind it is asked no more than it can take.
        int stores = settings.webhookConnections();
        this.webhooks =
                client("webhooks", stores, stores, Duration.ofMillis(250))
                        .responseTimeout(settings.silence());
    }

    HttpClient of(Visit visit) {
        return switch (visit.route().lane()) {
            case ORDINARY -> ordinary(visit.thread());
            case SOUND -> sound;
            case WEBHOOKS -> webhooks;
        };
    }

    private HttpClient ordinary(Executor thread) {
        HttpClient known = ordinary.get(thread);
        return known != null ? known : ordinary.computeIfAbsent(thread, it -> shared());
    }

    /** Connections for whoever is served by no thread of its own. */
    HttpClient shared() {
        int share = UNEVEN * Math.ceilDiv(settings.connections(), threads());
        return client(
                        "services",
                        Math.min(share, settings.connections()),
                        MANY,
                        Duration.ofSeconds(1))
                .responseTimeout(settings.silence());
    }

    private static int threads() {
        return LoopResources.DEFAULT_IO_WORKER_COUNT;
    }

    /**
     * A connection is given up before the service would close it (Tomcat: 20 s idle), and a call is
     * never sent twice by itself: what has gone out may have had its effect.
     */
    private static HttpClient client(String name, int connections, int waiting, Duration patience) {
        ConnectionProvider provider =
                ConnectionProvider.builder(name)
                        .maxConnections(connections)
                        .pendingAcquireMaxCount(waiting)
                        .pendingAcquireTimeout(patience)
                        .maxIdleTime(Duration.ofSeconds(10))
                        .build();
        return HttpClient.create(provider)
                .disableRetry(true)
                .followRedirect(false)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS);
    }
}
