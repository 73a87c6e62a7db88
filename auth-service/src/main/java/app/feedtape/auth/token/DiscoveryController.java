package app.feedtape.auth.token;

import app.feedtape.web.WebSettings;
import app.feedtape.web.servlet.PublicEndpoint;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a verifier needs to know, for anyone. */
@RestController
@PublicEndpoint
class DiscoveryController {

    private static final CacheControl CACHEABLE =
            CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic();

    private final Keyring keyring;
    private final Metadata metadata;

    DiscoveryController(Keyring keyring, WebSettings settings) {
        this.keyring = keyring;
        String origin = settings.issuer();
        this.metadata =
                new Metadata(
                        origin,
                        origin + "/.well-known/jwks.json",
                        origin + "/auth/oauth/github",
                        origin + "/auth/token",
                        List.of("code"),
                        List.of("authorization_code", "refresh_token"),
                        List.of("none"),
                        List.of("public"),
                        List.of("ES256"),
                        List.of("S256"));
    }

    /** Members of OpenID Connect Discovery 1.0, 3 (RFC 8414). */
    record Metadata(
            @JsonProperty("issuer") String issuer,
            @JsonProperty("jwks_uri") String jwksUri,
            @JsonProperty("authorization_endpoint") String authorizationEndpoint,
            @JsonProperty("token_endpoint") String tokenEndpoint,
            @JsonProperty("response_types_supported") List<String> responseTypes,
            @JsonProperty("grant_types_supported") List<String> grantTypes,
            @JsonProperty("token_endpoint_auth_methods_supported") List<String> clientMethods,
            @JsonProperty("subject_types_supported") List<String> subjectTypes,
            @JsonProperty("id_token_signing_alg_values_supported") List<String> algorithms,
            @JsonProperty("code_challenge_methods_supported") List<String> challengeMethods) {}

    /**
     * Public keys (RFC 7517), two at least: the one that signs and the next. Cacheable for 5 min.
     */
    @GetMapping(path = "/.well-known/jwks.json", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> jwks() {
        return ResponseEntity.ok().cacheControl(CACHEABLE).body(keyring.jwks());
    }

    /** Issuer, keys and algorithms. Cacheable for 5 min. */
    @GetMapping("/.well-known/openid-configuration")
    ResponseEntity<Metadata> configuration() {
        return ResponseEntity.ok().cacheControl(CACHEABLE).body(metadata);
    }
}
