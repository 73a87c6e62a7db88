package app.feedtape.auth.identity;

import app.feedtape.auth.identity.Provider.Profile;
import app.feedtape.auth.identity.SignInAttempt.Linker;
import app.feedtape.auth.identity.SignInAttempt.Mode;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.web.WebSettings;
import app.feedtape.web.problem.ErrorCode;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The way to a provider and back: begun with a state, ended by the one callback that has it. */
@Service
class ProviderTrip {

    private static final Pattern STATE = Pattern.compile("(web|mobile):[A-Za-z0-9_-]{43}");

    private final Providers providers;
    private final SignInAttempts attempts;
    private final CodeExchange exchange;
    private final WebSettings settings;

    ProviderTrip(
            Providers providers,
            SignInAttempts attempts,
            CodeExchange exchange,
            WebSettings settings) {
        this.providers = providers;
        this.attempts = attempts;
        this.exchange = exchange;
        this.settings = settings;
    }

    /** What a person asks for when they set out. */
    record Departure(
            Mode mode,
            @Nullable OneTimeSecret binding,
            @Nullable String codeChallenge,
            @Nullable Linker linker) {}

    /** Begins, and says where the browser is to go. */
    URI begin(String providerName, Departure departure) {
        Provider provider = providers.get(providerName);
        String state = departure.mode().prefix() + OneTimeSecret.make().value();
        OneTimeSecret verifier = OneTimeSecret.make();
        OneTimeSecret nonce = OneTimeSecret.make();
        attempts.add(
                state,
                provider.name(),
                departure.binding(),
                new SignInAttempt(
                        departure.mode(),
                        verifier,
                        nonce.hash(),
                        departure.codeChallenge(),
                        departure.linker()));
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("response_type", "code");
        parameters.put("client_id", provider.client().id());
        parameters.put("redirect_uri", callback(provider).toString());
        parameters.put("scope", provider.scope());
        parameters.put("state", state);
        if (provider.knowsPkce()) {
            parameters.put("code_challenge", verifier.challenge());
            parameters.put("code_challenge_method", "S256");
        }
        if (provider.profile() instanceof Profile.OpenId) {
            parameters.put("nonce", nonce.value());
        }
        if (provider.postsBack()) {
            parameters.put("response_mode", "form_post");
        }
        return URI.create(provider.authorize() + "?" + CodeExchange.form(parameters));
    }

    /**
     * Uses the state up, before anybody is asked anything.
     *
     * @param issuer the {@code iss} of the answer, if it has one; another provider's is refused
     */
    SignInAttempt comeBack(
            String providerName,
            @Nullable String state,
            @Nullable String binding,
            @Nullable String issuer) {
        Provider provider = providers.get(providerName);
        if (state == null || !STATE.matcher(state).matches()) {
            throw stateInvalid();
        }
        if (issuer != null && !provider.issuers().contains(issuer)) {
            throw stateInvalid();
        }
        return attempts.take(state, provider.name(), binding)
                .orElseThrow(ProviderTrip::stateInvalid);
    }

    /**
     * Asks the provider who came back.
     *
     * @param name what the way back said they are called
     */
    ProvenIdentity prove(
            String providerName, SignInAttempt attempt, String code, @Nullable String name) {
        Provider provider = providers.get(providerName);
        return exchange.exchange(provider, attempt, code, callback(provider), name);
    }

    private static RuntimeException stateInvalid() {
        return ErrorCode.OAUTH_STATE_INVALID.because(
                "This sign-in has expired, was used already or was begun elsewhere. Please start again.");
    }

    private URI callback(Provider provider) {
        return URI.create(settings.issuer() + "/auth/callback/" + provider.name());
    }
}
