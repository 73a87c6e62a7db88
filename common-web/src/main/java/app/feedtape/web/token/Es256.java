package app.feedtape.web.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks signatures by ES256: by Amazon's Corretto Crypto Provider where it is on the class path
 * and made for this machine, at an eighth of the JDK's cost, and by the JDK elsewhere
 * (docs/decisions/0112).
 */
final class Es256 {

    private static final Logger LOG = LoggerFactory.getLogger(Es256.class);
    private static final String NATIVE =
            "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    /** Null until it is loaded, which takes a moment nobody has to wait for, or for good. */
    private static volatile @Nullable Provider quick;

    /** An issuer has one or two keys; those that are gone go from here. */
    private static final Cache<ECPublicKey, ECPublicKey> QUICK_KEYS =
            Caffeine.newBuilder().weakKeys().maximumSize(64).build();

    static {
        Thread.ofPlatform().daemon().name("es256").start(Es256::load);
    }

    private Es256() {}

    /** Begins loading, so that it is done when the first token comes. */
    static void prepare() {
        // The class is loaded by being called.
    }

    private static void load() {
        try {
            quick = nativeProvider();
        } catch (ReflectiveOperationException | LinkageError notHere) {
            LOG.info("Signatures are checked by the JDK: {}", notHere.toString());
        }
    }

    static Provider nativeProvider() throws ReflectiveOperationException {
        Provider found = (Provider) Class.forName(NATIVE).getDeclaredConstructor().newInstance();
        found.getClass().getMethod("assertHealthy").invoke(found);
        return found;
    }

    /** Whether the key signed it by ES256; whatever cannot be read is not signed. */
    static boolean isSigned(String token, ECPublicKey key) {
        return isSigned(token, key, quick);
    }

    /**
     * @param provider null for the JDK's own
     */
    static boolean isSigned(String token, ECPublicKey key, @Nullable Provider provider) {
        try {
            ECDSAVerifier verifier =
                    new ECDSAVerifier(provider == null ? key : translate(key, provider));
            if (provider != null) {
                verifier.getJCAContext().setProvider(provider);
            }
            return JWSObject.parse(token).verify(verifier);
        } catch (ParseException | JOSEException unreadable) {
            return false;
        }
    }

    private static ECPublicKey translate(ECPublicKey key, Provider provider) {
        return QUICK_KEYS.get(
                key,
                given -> {
                    try {
                        return (ECPublicKey)
                                KeyFactory.getInstance("EC", provider)
                                        .generatePublic(new X509EncodedKeySpec(given.getEncoded()));
                    } catch (GeneralSecurityException impossible) {
                        throw new IllegalStateException(impossible);
                    }
                });
    }
}
