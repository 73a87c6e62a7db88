package app.feedtape.web.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.request;

import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.Caller;
import app.feedtape.web.token.KeyScope;
import app.feedtape.web.token.KeySource;
import app.feedtape.web.token.ServiceCaller;
import app.feedtape.web.token.TokenVerifier;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What API keys and operators in another's name meet at a service's own port. */
class KeysAndOperatorsTest {

    private static final ECKey KEY = key();
    private static final String PERSON = UUID.randomUUID().toString();

    private final MockMvc mvc =
            MockMvcBuilders.standaloneSetup(new Rooms())
                    .addInterceptors(
                            new CallerInterceptor(
                                    new TokenVerifier(
                                            "https://house", "room", source(), Clock.systemUTC()),
                                    List.of()))
                    .setCustomArgumentResolvers(new CallerArgumentResolver())
                    .build();

    @RestController
    static class Rooms {

        @OpenToKeys(KeyScope.FEEDS_READ)
        @GetMapping("/api/feeds")
        String feeds(Caller caller) {
            return caller.accountId().toString();
        }

        @GetMapping("/api/plain")
        String plain(Caller caller) {
            return "plain";
        }

        @PostMapping("/api/plain")
        String write(Caller caller) {
            return "written";
        }

        @NotInAnothersName
        @GetMapping("/api/private")
        String own(Caller caller) {
            return "own";
        }

        @GetMapping("/auth/things")
        String ways(Caller caller) {
            return "ways";
        }

        @GetMapping("/internal/thing")
        String internal(ServiceCaller caller) {
            return caller.name() + " for " + caller.operator();
        }
    }

    @Test
    void aKeyIsLetInWhereItsScopeIsNamedAndNowhereElse() {
        JWTClaimsSet.Builder reading = person().claim("key_id", UUID.randomUUID().toString());
        String read = sign(reading.claim("scope", "feeds:read speech").build());
        String speak = sign(reading.claim("scope", "speech").build());
        assertThat(call("GET", "/api/feeds", read)).isEqualTo(PERSON);
        assertThat(call("GET", "/api/feeds", speak)).isEqualTo("FORBIDDEN");
        assertThat(call("GET", "/api/plain", read)).isEqualTo("FORBIDDEN");
        assertThat(call("POST", "/api/plain", read)).isEqualTo("FORBIDDEN");
        assertThat(call("GET", "/internal/thing", read)).isEqualTo("UNAUTHENTICATED");
    }

    @Test
    void aPersonNeedsNoScope() {
        String token = sign(person().build());
        assertThat(call("GET", "/api/feeds", token)).isEqualTo(PERSON);
        assertThat(call("POST", "/api/plain", token)).isEqualTo("written");
        assertThat(call("GET", "/auth/things", token)).isEqualTo("ways");
    }

    @Test
    void anOperatorInAnothersNameLooksAndWritesOnlyWhereThatWasGranted() {
        JWTClaimsSet.Builder acting =
                person().claim("act", Map.of("sub", UUID.randomUUID().toString()));
        String look = sign(acting.claim("scope", "listener").build());
        String write = sign(acting.claim("scope", "listener impersonation:write").build());
        assertThat(call("GET", "/api/plain", look)).isEqualTo("plain");
        assertThat(call("POST", "/api/plain", look)).isEqualTo("FORBIDDEN");
        assertThat(call("POST", "/api/plain", write)).isEqualTo("written");
        assertThat(call("GET", "/auth/things", write)).isEqualTo("FORBIDDEN");
        assertThat(call("GET", "/api/private", write)).isEqualTo("FORBIDDEN");
    }

    @Test
    void anActThatNamesNobodyIsNoToken() {
        for (Object act : new Object[] {Map.of(), Map.of("sub", "me"), "admin", List.of()}) {
            String token = sign(person().claim("act", act).build());
            assertThat(call("GET", "/api/plain", token)).isEqualTo("UNAUTHENTICATED");
        }
    }

    @Test
    void aServiceSaysForWhomItCalls() {
        UUID operator = UUID.randomUUID();
        JWTClaimsSet.Builder service = claims().subject("svc:admin-service").audience("room");
        assertThat(call("GET", "/internal/thing", sign(service.build())))
                .isEqualTo("admin-service for null");
        String acting = sign(service.claim("act", Map.of("sub", operator.toString())).build());
        assertThat(call("GET", "/internal/thing", acting))
                .isEqualTo("admin-service for " + operator);
        assertThat(call("GET", "/api/plain", acting)).isEqualTo("UNAUTHENTICATED");
    }

    private String call(String method, String path, String token) {
        try {
            return mvc.perform(
                            request(HttpMethod.valueOf(method), path)
                                    .header("Authorization", "Bearer " + token))
                    .andReturn()
                    .getResponse()
                    .getContentAsString();
        } catch (Exception failure) {
            if (failure.getCause() instanceof Refusal refused) {
                return refused.code().name();
            }
            throw new AssertionError(failure);
        }
    }

    private static JWTClaimsSet.Builder claims() {
        Date now = new Date();
        return new JWTClaimsSet.Builder()
                .issuer("https://house")
                .jwtID("t")
                .issueTime(now)
                .expirationTime(new Date(now.getTime() + 60_000));
    }

    private static JWTClaimsSet.Builder person() {
        return claims().audience("feedtape-api")
                .subject(PERSON)
                .claim("sid", UUID.randomUUID().toString())
                .claim("roles", List.of("listener"))
                .claim("scope", "listener");
    }

    private static String sign(JWTClaimsSet claims) {
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .type(new JOSEObjectType("at+jwt"))
                                .keyID(KEY.getKeyID())
                                .build(),
                        claims);
        try {
            token.sign(new ECDSASigner(KEY));
            return token.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("k").generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static KeySource source() {
        return new KeySource() {
            @Override
            public Optional<ECPublicKey> known(String keyId) {
                try {
                    return Optional.of(KEY.toECPublicKey());
                } catch (JOSEException impossible) {
                    throw new IllegalStateException(impossible);
                }
            }

            @Override
            public CompletableFuture<Optional<ECPublicKey>> find(String keyId) {
                return CompletableFuture.completedFuture(known(keyId));
            }

            @Override
            public boolean isLoaded() {
                return true;
            }

            @Override
            public void whenRemoved(Runnable onRemoval) {}
        };
    }
}
