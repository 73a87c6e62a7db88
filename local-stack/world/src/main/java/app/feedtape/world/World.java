package app.feedtape.world;

import app.feedtape.world.appstore.AppStore;
import app.feedtape.world.clock.ClockControl;
import app.feedtape.world.clock.ClockPages;
import app.feedtape.world.clock.ClockTopic;
import app.feedtape.world.clock.WorldClock;
import app.feedtape.world.feeds.Feeds;
import app.feedtape.world.feeds.FrontDoor;
import app.feedtape.world.github.GitHub;
import app.feedtape.world.hooks.Hooks;
import app.feedtape.world.mail.MailPages;
import app.feedtape.world.openid.Apple;
import app.feedtape.world.openid.Google;
import app.feedtape.world.page.IndexPage;
import app.feedtape.world.people.People;
import app.feedtape.world.play.Play;
import app.feedtape.world.polly.LocalVoice;
import app.feedtape.world.polly.PollyServlet;
import app.feedtape.world.stripe.Stripe;
import app.feedtape.world.web.Routes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The outside world, running: every stand-in on one origin. */
public final class World implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(World.class);

    private final URI url;
    private final int smtpPort;
    private final Stripe stripe;
    private final AppStore appStore;
    private final Play play;
    private final LocalVoice voice;
    private final MailPages mail;
    private final ClockControl clockControl;
    private final WebServer server;
    private final ScheduledExecutorService ticking;

    private World(WorldSettings settings, int port) {
        WorldClock clock = new WorldClock(Clock.systemUTC());
        url = settings.url().orElse(URI.create("http://localhost:" + port));
        clockControl = new ClockControl(settings.data(), clock, settings.clock().map(World::topic));
        mail = new MailPages(settings.smtpPort(), settings.bindAddress(), settings.data(), clock);
        smtpPort = mail.smtpPort();
        stripe = new Stripe(settings.stripe(), url, settings.data(), clock);
        appStore = new AppStore(settings.appStore(), settings.data(), clock);
        play = new Play(settings.play(), url, settings.data(), clock);
        Feeds feeds = new Feeds(url);
        Routes routes = new Routes();
        mountSignIn(routes, settings, url, clock);
        new ClockPages(clockControl, this::catchUpWithTime).mount(routes);
        mail.mount(routes);
        stripe.mount(routes);
        appStore.mount(routes);
        play.mount(routes);
        new Hooks(clock).mount(routes);
        feeds.mount(routes);
        new IndexPage(settings.publicUrl(), smtpPort, feeds, absent(settings)).mount(routes);
        voice = voice(settings.voice());
        server = new WebServer(settings.data(), settings.bindAddress(), port);
        server.filter(new FrontDoor(feeds, ownNames(settings, url)));
        server.mount("/", routes);
        server.mount("/polly/*", new PollyServlet(voice, clock, Optional.of(settings.data())));
        ticking =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("time").factory());
    }

    /**
     * Starts everything; a port that is taken is an {@link IllegalStateException} whose message
     * names the variable that moves it, and nothing is left running.
     */
    public static World start(WorldSettings settings) {
        int port = settings.port() == 0 ? freePort(settings.bindAddress()) : settings.port();
        requireFree(settings.bindAddress(), port, "FEEDTAPE_WORLD_PORT");
        requireFree(settings.bindAddress(), settings.smtpPort(), "FEEDTAPE_SMTP_PORT");
        World world = new World(settings, port);
        try {
            world.server.start();
        } catch (IllegalStateException failed) {
            world.close();
            throw failed;
        }
        world.ticking.scheduleWithFixedDelay(world::tick, 1, 1, TimeUnit.SECONDS);
        return world;
    }

    private static void requireFree(String bindAddress, int port, String setting) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(bindAddress, port));
        } catch (IOException taken) {
            throw new IllegalStateException(
                    "Port %d is taken; %s moves the local world elsewhere."
                            .formatted(port, setting),
                    taken);
        }
    }

    private static void mountSignIn(Routes routes, WorldSettings settings, URI url, Clock clock) {
        Path data = settings.data();
        People people = new People(data, clock);
        new GitHub(settings.github(), people, clock).mount(routes);
        settings.google()
                .ifPresent(client -> new Google(client, url, people, data, clock).mount(routes));
        settings.apple()
                .ifPresent(client -> new Apple(client, url, people, data, clock).mount(routes));
    }

    private static Set<String> absent(WorldSettings settings) {
        Set<String> absent = new HashSet<>();
        if (settings.google().isEmpty()) {
            absent.add("Google");
        }
        if (settings.apple().isEmpty()) {
            absent.add("Apple");
        }
        return absent;
    }

    private static LocalVoice voice(WorldSettings.Voice voice) {
        Map<String, String> environment =
                voice.tone() ? Map.of("FEEDTAPE_VOICE", "tone") : Map.of();
        return LocalVoice.of(environment, voice.target(), voice.data());
    }

    private static ClockTopic topic(WorldSettings.ClockTopic topic) {
        return new ClockTopic(topic.bootstrapServers(), topic.topic(), topic.confirmations());
    }

    private static Set<String> ownNames(WorldSettings settings, URI url) {
        Set<String> names = new HashSet<>(List.of("localhost", "127.0.0.1", "[::1]", "::1"));
        names.add(url.getHost());
        names.addAll(settings.names());
        return names;
    }

    private static int freePort(String bindAddress) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(bindAddress, 0));
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new IllegalStateException("No port is free", none);
        }
    }

    private void tick() {
        try {
            catchUpWithTime();
        } catch (RuntimeException failure) {
            // A scheduled task that throws is never run again; the next tick may well succeed.
            LOG.error("Catching up with time failed", failure);
        }
    }

    private void catchUpWithTime() {
        stripe.catchUpWithTime();
        appStore.catchUpWithTime();
        play.catchUpWithTime();
    }

    /** The origin all addresses of this world begin with. */
    public URI url() {
        return url;
    }

    public int smtpPort() {
        return smtpPort;
    }

    @Override
    public void close() {
        ticking.close();
        clockControl.close();
        server.close();
        voice.close();
        stripe.close();
        appStore.close();
        play.close();
        mail.close();
    }
}
