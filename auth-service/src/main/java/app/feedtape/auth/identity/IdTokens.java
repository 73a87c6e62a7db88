package app.feedtape.auth.identity;

import app.feedtape.auth.identity.Provider.Profile;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Checks what a provider has signed (OpenID Connect Core 3.1.3.7): RS256 with a key of its own JWKS
 * named by {@code kid}, issuer, audience, times with 30 s of leeway. The caller compares the nonce.
 */
@Component
class IdTokens {

    private static final Logger LOG = LoggerFactory.getLogger(IdTokens.class);
    private static final Duration LEEWAY = Duration.ofSeconds(30);
    private static final int LONGEST = 12_000;
    private static final int LONGEST_SUBJECT = 255;

    private final ProviderKeys keys;
    private final Clock clock;

    IdTokens(ProviderKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** Why a token is not accepted; for the log. */
    private static final class NotAcceptable extends Exception {
        NotAcceptable(String reason) {
            super(reason, null, false, false);
        }
    }

    /**
     * An id token, if it is one.
     *
     * @param audiences our clients it may be meant for
     * @throws app.feedtape.web.problem.Refusal UPSTREAM_UNAVAILABLE when its key cannot be had
     */
    Optional<IdToken> accept(
            Provider provider, Profile.OpenId profile, Set<String> audiences, String token) {
        try {
            JWTClaimsSet claims = signedBy(provider, profile, token);
            checkAudience(claims, audiences);
            Date expires = claims.getExpirationTime();
            if (expires == null || !clock.instant().isBefore(expires.toInstant().plus(LEEWAY))) {
                throw new NotAcceptable("expired");
            }
            return Optional.of(
                    new IdToken(
                            subject(claims),
                            claims.getStringClaim("nonce"),
                            expires.toInstant(),
                            claims.getClaims()));
        } catch (NotAcceptable refused) {
            LOG.info("An id token of {} is refused: {}", provider, refused.getMessage());
            return Optional.empty();
        } catch (ParseException | IllegalArgumentException unreadable) {
            LOG.info("An id token of {} is unreadable", provider);
            return Optional.empty();
        }
    }

    /** Another signed message of the provider for us, which has no end of its own. */
    Optional<JWTClaimsSet> acceptMessage(
            Provider provider, Profile.OpenId profile, String token, Duration longestAge) {
        try {
            JWTClaimsSet claims = signedBy(provider, profile, token);
            checkAudience(claims, provider.client().audiences());
            Instant oldest = clock.instant().minus(longestAge);
            if (claims.getIssueTime().toInstant().isBefore(oldest)) {
                throw new NotAcceptable("too old");
            }
            return Optional.of(claims);
        } catch (NotAcceptable refused) {
            LOG.warn("A message of {} is refused: {}", provider, refused.getMessage());
            return Optional.empty();
        } catch (ParseException | IllegalArgumentException unreadable) {
            LOG.warn("A message of {} is unreadable", provider);
            return Optional.empty();
        }
    }

    private JWTClaimsSet signedBy(Provider provider, Profile.OpenId profile, String token)
            throws NotAcceptable, ParseException {
        if (token.length() > LONGEST) {
            throw new NotAcceptable("too long");
        }
        SignedJWT signed = SignedJWT.parse(token);
        JWSHeader header = signed.getHeader();
        String keyId = header.getKeyID();
        // Nothing else in the header is believed: neither a key nor an address of one.
        if (!JWSAlgorithm.RS256.equals(header.getAlgorithm()) || keyId == null) {
            throw new NotAcceptable("algorithm or key id");
        }
        JWTClaimsSet claims = signed.getJWTClaimsSet();
        if (claims.getIssuer() == null || !provider.issuers().contains(claims.getIssuer())) {
            throw new NotAcceptable("issuer");
        }
        RSAKey key =
                keys.find(provider, profile.keys(), keyId)
                        .orElseThrow(() -> new NotAcceptable("unknown key"));
        if (!isSigned(signed, key)) {
            throw new NotAcceptable("signature");
        }
        Date issued = claims.getIssueTime();
        if (issued == null || issued.toInstant().isAfter(clock.instant().plus(LEEWAY))) {
            throw new NotAcceptable("issued in the future or at no time");
        }
        return claims;
    }

    private static boolean isSigned(SignedJWT token, RSAKey key) {
        try {
            return token.verify(new RSASSAVerifier(key));
        } catch (JOSEException unreadable) {
            return false;
        }
    }

    /** Meant for one of us and for nobody else, and asked for by one of us. */
    private static void checkAudience(JWTClaimsSet claims, Set<String> ours)
            throws NotAcceptable, ParseException {
        List<String> audience = claims.getAudience();
        if (audience.isEmpty() || !ours.containsAll(audience)) {
            throw new NotAcceptable("audience");
        }
        @Nullable String party = claims.getStringClaim("azp");
        if (party == null ? audience.size() > 1 : !ours.contains(party)) {
            throw new NotAcceptable("authorized party");
        }
    }

    private static String subject(JWTClaimsSet claims) throws NotAcceptable {
        @Nullable String subject = claims.getSubject();
        if (subject == null || subject.isBlank() || subject.length() > LONGEST_SUBJECT) {
            throw new NotAcceptable("subject");
        }
        return subject;
    }
}
