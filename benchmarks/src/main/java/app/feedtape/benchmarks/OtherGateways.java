package app.feedtape.benchmarks;

import app.feedtape.localstack.engines.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What ours is measured beside. */
final class OtherGateways {

    private static final Path STOCK =
            Path.of("benchmarks/stock-gateway/target/stock-gateway.jar").toAbsolutePath();

    /** A signature on every request, issuer and time, and a bucket of 300 a minute per subject. */
    private static final String HAPROXY =
            """
            global
              maxconn 4000
              nbthread 1
            defaults
              mode http
              timeout client 60s
              timeout connect 1s
              timeout server 60s
              timeout http-keep-alive 60s
            frontend door
              bind 127.0.0.1:%d
              stick-table type string len 36 size 1m expire 60s store http_req_rate(60s)
              http-request set-var(txn.bearer) http_auth_bearer
              http-request deny deny_status 401 unless { var(txn.bearer),jwt_header_query('$.alg') -m str ES256 }
              http-request deny deny_status 401 unless { var(txn.bearer),jwt_header_query('$.typ') -m str at+jwt }
              http-request deny deny_status 401 unless { var(txn.bearer),jwt_verify(txn.alg,"%s") 1 }
              http-request deny deny_status 401 unless { var(txn.bearer),jwt_payload_query('$.iss') -m str %s }
              http-request set-var(txn.exp) var(txn.bearer),jwt_payload_query('$.exp','int')
              http-request set-var(txn.now) date()
              http-request deny deny_status 401 if { var(txn.exp),sub(txn.now) -m int lt 0 }
              http-request set-var(txn.sub) var(txn.bearer),jwt_payload_query('$.sub')
              http-request track-sc0 var(txn.sub)
              http-request deny deny_status 429 if { sc_http_req_rate(0) gt 300 }
              default_backend services
            backend services
              server one 127.0.0.1:%d
            """;

    private OtherGateways() {}

    static Contender stock(GatewayStage stage) throws IOException {
        int port = Ports.free();
        List<String> words =
                Affinity.of(Affinity.MEASURED)
                        .bind(
                                List.of(
                                        OurGateway.java(),
                                        "-XX:+UseSerialGC",
                                        "-XX:+UseCompactObjectHeaders",
                                        "-Xmx512m",
                                        "-jar",
                                        STOCK.toString()));
        Map<String, String> settings =
                Map.of(
                        "PORT",
                        String.valueOf(port),
                        "REDIS_URL",
                        stage.redisUrl(),
                        "UPSTREAM",
                        stage.service().address(),
                        "ISSUER",
                        Surroundings.ISSUER,
                        "JWKS",
                        stage.surroundings().address() + "/.well-known/jwks.json");
        return Contender.start(
                new Contender.Plan(
                        "stock Spring Cloud Gateway",
                        words,
                        settings,
                        port,
                        "http://127.0.0.1:" + port + "/",
                        stage.redisPid()),
                stage.home().resolve("stock"));
    }

    static Contender haproxy(GatewayStage stage) throws IOException {
        Path home = Files.createDirectories(stage.home().resolve("haproxy"));
        Path key = Files.writeString(home.resolve("key.pem"), stage.surroundings().publicKey());
        int port = Ports.free();
        String configuration =
                HAPROXY.replace("txn.alg", "'ES256'")
                        .formatted(port, key, Surroundings.ISSUER, stage.service().port());
        Path file = Files.writeString(home.resolve("haproxy.cfg"), configuration);
        return Contender.start(
                new Contender.Plan(
                        "HAProxy",
                        Affinity.of(Affinity.MEASURED)
                                .bind(List.of("haproxy", "-db", "-f", file.toString())),
                        Map.of(),
                        port,
                        "http://127.0.0.1:" + port + "/",
                        0),
                home);
    }
}
