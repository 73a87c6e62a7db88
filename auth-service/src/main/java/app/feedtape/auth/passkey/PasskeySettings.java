package app.feedtape.auth.passkey;

import app.feedtape.web.WebSettings;
import com.webauthn4j.data.client.Origin;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where passkeys are good for.
 *
 * @param rpId the domain they belong to; empty: the public origin's host
 * @param origins of pages and apps that may use them; empty: the public origin
 */
@ConfigurationProperties("feedtape.auth.passkey")
record PasskeySettings(@DefaultValue("") String rpId, @DefaultValue Set<String> origins) {

    String rpId(WebSettings web) {
        return rpId.isBlank() ? web.publicUrl().getHost() : rpId;
    }

    Set<Origin> origins(WebSettings web) {
        Set<String> written = origins.isEmpty() ? Set.of(web.issuer()) : origins;
        return written.stream().map(Origin::create).collect(Collectors.toSet());
    }
}
