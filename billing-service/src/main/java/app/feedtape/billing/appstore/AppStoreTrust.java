package app.feedtape.billing.appstore;

import app.feedtape.web.WebSettings;
import com.apple.itunes.storekit.model.JWSRenewalInfoDecodedPayload;
import com.apple.itunes.storekit.model.JWSTransactionDecodedPayload;
import com.apple.itunes.storekit.model.ResponseBodyV2DecodedPayload;
import com.apple.itunes.storekit.verification.SignedDataVerifier;
import com.apple.itunes.storekit.verification.VerificationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What is Apple's word and what is not: the signature, the chain up to Apple's root with Apple's
 * marks in it, the app and the environment. Data of Xcode and of local tests is of another
 * environment and never taken. Revocation is not asked for: a signed transaction only says which
 * subscription is meant, and what that is worth is read from Apple (decision 0081).
 */
@Component
class AppStoreTrust {

    private static final Logger LOG = LoggerFactory.getLogger(AppStoreTrust.class);
    private static final String APPLE_ROOT = "/appstore/AppleRootCA-G3.pem";

    private final AppStoreSettings settings;
    private @Nullable SignedDataVerifier verifier;

    AppStoreTrust(AppStoreSettings settings, WebSettings web) {
        settings.requireFitting(web);
        this.settings = settings;
    }

    /** It is not what Apple has signed for this app here. */
    static final class NotApples extends Exception {
        NotApples(Throwable cause) {
            super(cause);
        }
    }

    @FunctionalInterface
    private interface Check<T> {
        T run(SignedDataVerifier verifier) throws VerificationException;
    }

    JWSTransactionDecodedPayload transaction(String signed) throws NotApples {
        return check(with -> with.verifyAndDecodeTransaction(signed));
    }

    JWSRenewalInfoDecodedPayload renewal(String signed) throws NotApples {
        return check(with -> with.verifyAndDecodeRenewalInfo(signed));
    }

    ResponseBodyV2DecodedPayload notification(String signed) throws NotApples {
        return check(with -> with.verifyAndDecodeNotification(signed));
    }

    private <T> T check(Check<T> check) throws NotApples {
        try {
            return check.run(verifier());
        } catch (VerificationException forged) {
            LOG.warn("Not Apple's word: {}", forged.getStatus());
            throw new NotApples(forged);
        }
    }

    /** The root of a local App Store is not there before that has started. */
    private synchronized SignedDataVerifier verifier() {
        if (verifier == null) {
            try (InputStream root = root()) {
                verifier =
                        new SignedDataVerifier(
                                Set.of(root),
                                settings.bundleId(),
                                settings.appId(),
                                settings.storeEnvironment(),
                                false);
            } catch (IOException unreadable) {
                throw new IllegalStateException(
                        "The root of the App Store cannot be read", unreadable);
            }
        }
        return verifier;
    }

    private InputStream root() throws IOException {
        if (!settings.rootFile().isBlank()) {
            return Files.newInputStream(Path.of(settings.rootFile()));
        }
        InputStream apple = AppStoreTrust.class.getResourceAsStream(APPLE_ROOT);
        if (apple == null) {
            throw new IOException(APPLE_ROOT + " is missing");
        }
        return apple;
    }
}
