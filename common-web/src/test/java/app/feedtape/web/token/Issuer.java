package app.feedtape.web.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An issuer on a loopback port: publishes its keys, counts who reads them, signs whatever it is
 * given.
 */
final class Issuer implements AutoCloseable {

    final AtomicInteger keyReads = new AtomicInteger();
    private final HttpServer server;
    private final List<ECKey> published = new ArrayList<>();
    private volatile int status = 200;
    private volatile @Nullable String document;

    Issuer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/jwks",
                exchange -> {
                    keyReads.incrementAndGet();
                    List<JWK> keys = List.copyOf(published);
                    String own = document;
                    byte[] body =
                            (own != null ? own : new JWKSet(keys).toString(true))
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, body.length);
                    try (var out = exchange.getResponseBody()) {
                        out.write(body);
                    }
                });
        server.start();
    }

    URI jwks() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks");
    }

    static ECKey key(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    ECKey publish(String id) {
        ECKey key = key(id);
        published.add(key);
        return key;
    }

    void withdraw(ECKey key) {
        published.remove(key);
    }

    /** Publishes this, whatever it is, instead of its keys. */
    void publishDocument(String document) {
        this.document = document;
    }

    void answerWith(int status) {
        this.status = status;
    }

    static String sign(ECKey key, String header, String payload) {
        try {
            JWSObject object =
                    new JWSObject(
                            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
                            new Payload(payload));
            object.sign(new ECDSASigner(key));
            String content = encode(header) + "." + encode(payload);
            var signature =
                    new ECDSASigner(key)
                            .sign(object.getHeader(), content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + signature;
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String encode(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
