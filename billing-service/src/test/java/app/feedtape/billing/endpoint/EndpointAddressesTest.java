package app.feedtape.billing.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.web.WebSettings;
import app.feedtape.web.outside.AddressRules;
import app.feedtape.web.outside.GuardedNames;
import app.feedtape.web.outside.PlainConnections;
import app.feedtape.web.outside.PublicAddresses;
import app.feedtape.web.problem.Refusal;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The guard as production has it; no name server is asked. */
class EndpointAddressesTest {

    private static final AddressRules RULES =
            AddressRules.publicWeb(Set.of("https"), Set.of(443, 8443));

    private final EndpointAddresses addresses =
            new EndpointAddresses(
                    RULES,
                    new GuardedNames(EndpointAddressesTest::find, PublicAddresses::contains));

    private static InetAddress[] find(String host) throws UnknownHostException {
        return switch (host) {
            case "hooks.example.com" -> InetAddress.getAllByName("93.184.216.34");
            case "inside.example.com" -> InetAddress.getAllByName("10.1.2.3");
            case "both.example.com" ->
                    new InetAddress[] {
                        InetAddress.getByName("93.184.216.34"), InetAddress.getByName("127.0.0.1")
                    };
            default -> {
                if (host.matches("[0-9a-f.:]+")) {
                    yield InetAddress.getAllByName(host);
                }
                throw new UnknownHostException(host);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://hooks.example.com/",
                "https://hooks.example.com:80/",
                "https://hooks.example.com:22/",
                "https://hooks.example.com:8080/",
                "https://inside.example.com/",
                "https://both.example.com/",
                "https://localhost/",
                "https://127.0.0.1/",
                "https://0.0.0.0/",
                "https://10.0.0.1/",
                "https://172.16.0.1/",
                "https://192.168.1.1/",
                "https://100.64.0.1/",
                "https://169.254.169.254/",
                "https://198.18.0.1/",
                "https://255.255.255.255/",
                "https://0x7f000001/",
                "https://0177.0.0.1/",
                "https://127.1/",
                "https://[::1]/",
                "https://[::]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[64:ff9b::10.0.0.1]/",
                "https://[2002:7f00:1::]/",
                "https://[fe80::1]/",
                "https://[fc00::1]/",
                "https://[fe80::1%25eth0]/",
                "https://intranet/",
                "https://printer.local/",
                "https://metadata.google.internal/",
                "https://a.b@hooks.example.com/",
                "https://hooks.example.com\\@10.0.0.1/",
                "https://hooks.example.com#@10.0.0.1:22/ x",
                "//hooks.example.com/",
                "file:///etc/passwd",
                "https:///",
                ""
            })
    void whatIsNotOnThePublicWebIsRefusedWhenItIsNamed(String written) {
        assertThatThrownBy(() -> addresses.accept(written)).isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://hooks.example.com/in?token=a",
                "https://hooks.example.com:8443/in",
                "https://93.184.216.34/",
                "https://not-there-yet.example.com/"
            })
    void aPublicAddressIsTakenAlsoBeforeItsNameIsKnown(String written) {
        assertThat(addresses.accept(written)).isEqualTo(written);
    }

    /** Rebinding: the name was public when it was taken and leads inside when it is dialled. */
    @Test
    void aNameThatLeadsInsideLaterIsNotDialled() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer canary =
                HttpServer.create(
                        new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        canary.createContext(
                "/",
                exchange -> {
                    asked.incrementAndGet();
                    exchange.close();
                });
        canary.start();
        GuardedNames guard =
                new GuardedNames(
                        host -> new InetAddress[] {InetAddress.getLoopbackAddress()},
                        PublicAddresses::contains);
        try (EndpointCalls calls =
                new EndpointCalls(
                        PlainConnections.direct(
                                guard, "test", Duration.ofSeconds(5), Duration.ofSeconds(5)),
                        Duration.ofSeconds(5))) {
            Attempt attempt =
                    calls.post(
                            "http://hooks.example.com:%d/".formatted(canary.getAddress().getPort()),
                            Map.of(),
                            "{}");
            assertThat(attempt.problem()).isEqualTo("address_refused");
            assertThat(attempt.isSuccess()).isFalse();
            assertThat(asked).hasValue(0);
        } finally {
            canary.stop(0);
        }
    }

    @Test
    void endpointsOnThisMachineAreRefusedInProduction() {
        EndpointSettings here = new EndpointSettings("", true);
        assertThatThrownBy(() -> EndpointConfiguration.refuseInProduction(here, web("production")))
                .hasMessageContaining("FEEDTAPE_WEBHOOKS_TO_THIS_MACHINE");
        EndpointConfiguration.refuseInProduction(here, web("development"));
        EndpointConfiguration.refuseInProduction(
                new EndpointSettings("", false), web("production"));
    }

    private static WebSettings web(String environment) {
        return new WebSettings(
                "billing-service",
                environment,
                URI.create("http://localhost:8080"),
                "",
                "",
                "",
                true,
                Map.of());
    }
}
