package app.feedtape.auth.identity;

import app.feedtape.auth.identity.Provider.Profile;
import app.feedtape.auth.refresh.TokenPair;
import app.feedtape.auth.session.Device;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * The phone's own sign-in sheet gave the app an id token. The nonce ties it to this app's request,
 * and it is good once.
 */
@Service
class NativeSignIn {

    /** As long as the token could be accepted, leeway included. */
    private static final Duration AFTER_ITS_END = Duration.ofMinutes(1);

    private static final int LONGEST_NONCE = 256;

    private final Providers providers;
    private final IdTokens idTokens;
    private final UsedMessages used;
    private final SignIn signIn;

    NativeSignIn(Providers providers, IdTokens idTokens, UsedMessages used, SignIn signIn) {
        this.providers = providers;
        this.idTokens = idTokens;
        this.used = used;
        this.signIn = signIn;
    }

    /**
     * Tokens for an id token.
     *
     * @param nonce as the app made it
     * @param name what the sheet told the app the person is called
     * @throws Refusal INVALID_CREDENTIALS for a token that is not right, not ours, not of this
     *     nonce or used before; UPSTREAM_UNAVAILABLE when the provider's keys cannot be had
     */
    TokenPair tokens(
            String providerName,
            String idToken,
            @Nullable String nonce,
            @Nullable String name,
            Device device) {
        Provider provider = providers.get(providerName);
        if (!(provider.profile() instanceof Profile.OpenId profile)) {
            throw ErrorCode.NOT_FOUND.because("There is no such way to sign in.");
        }
        IdToken accepted =
                idTokens.accept(provider, profile, provider.client().audiences(), idToken)
                        .filter(token -> isOf(nonce, token, profile.nativeNonce()))
                        .orElseThrow(NativeSignIn::refused);
        ProvenIdentity proven = accepted.person(provider.name(), name, null);
        String identifier =
                String.join("\n", provider.name(), accepted.subject(), accepted.nonce());
        return signIn.tokens(
                proven,
                device,
                () -> {
                    if (!used.use(identifier, accepted.expiresAt().plus(AFTER_ITS_END))) {
                        throw refused();
                    }
                });
    }

    private static boolean isOf(@Nullable String nonce, IdToken token, NonceForm form) {
        String present = token.nonce();
        return nonce != null
                && !nonce.isBlank()
                && nonce.length() <= LONGEST_NONCE
                && present != null
                && MessageDigest.isEqual(
                        form.of(nonce).getBytes(StandardCharsets.UTF_8),
                        present.getBytes(StandardCharsets.UTF_8));
    }

    private static Refusal refused() {
        return ErrorCode.INVALID_CREDENTIALS.because(
                "This sign-in is not accepted. Please try again.");
    }
}
