package app.feedtape.auth.identity;

import app.feedtape.auth.identity.ProviderRevocations.Revocation;
import app.feedtape.web.problem.Refusal;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Gives refresh tokens back to their provider, as Apple asks when an account is deleted. Never in a
 * request and with no transaction open: a provider that is away is asked again with growing pauses,
 * about eight days long.
 */
@Component
class RevocationDelivery {

    private static final Logger LOG = LoggerFactory.getLogger(RevocationDelivery.class);
    private static final int ATTEMPTS = 40;
    private static final int MOST_AT_A_TIME = 20;

    private final ProviderRevocations revocations;
    private final Providers providers;
    private final Identities identities;
    private final ProviderHttp http;

    RevocationDelivery(
            ProviderRevocations revocations,
            Providers providers,
            Identities identities,
            ProviderHttp http) {
        this.revocations = revocations;
        this.providers = providers;
        this.identities = identities;
        this.http = http;
    }

    @Scheduled(fixedDelay = 5_000, initialDelay = 5_000)
    void revokeWaiting() {
        Optional<Revocation> next = revocations.take();
        for (int done = 1; next.isPresent(); done++) {
            revoke(next.get());
            next = done < MOST_AT_A_TIME ? revocations.take() : Optional.empty();
        }
    }

    private void revoke(Revocation revocation) {
        boolean isOver = isRevoked(revocation);
        if (!isOver && revocation.attempts() >= ATTEMPTS) {
            LOG.error("A token of {} was never given back", revocation.provider());
            isOver = true;
        }
        if (isOver) {
            revocations.settle(revocation);
        }
    }

    private boolean isRevoked(Revocation revocation) {
        Optional<Provider> provider = providers.find(revocation.provider());
        URI address = provider.map(Provider::revoke).orElse(null);
        if (provider.isEmpty() || address == null) {
            return false;
        }
        String clientId = provider.get().client().id();
        Map<String, String> form = new LinkedHashMap<>();
        form.put("client_id", clientId);
        form.put("client_secret", provider.get().client().secret().forCall(clientId));
        form.put("token", identities.open(revocation.token()));
        form.put("token_type_hint", "refresh_token");
        try {
            return http.revoke(provider.get(), CodeExchange.post(address, form));
        } catch (Refusal unavailable) {
            LOG.warn(
                    "A token of {} was not given back at attempt {}: {}",
                    revocation.provider(),
                    revocation.attempts(),
                    String.valueOf(unavailable.getCause()));
            return false;
        }
    }
}
