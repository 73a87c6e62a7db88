package app.feedtape.auth.identity;

import app.feedtape.auth.secret.OneTimeSecret;
import java.util.HexFormat;

/** How a nonce that an app chose stands in the id token of the phone's own sign-in sheet. */
enum NonceForm {
    AS_IT_IS {
        @Override
        String of(String nonce) {
            return nonce;
        }
    },
    /** The app hands Apple's sheet the hash and us the nonce, so that a stolen token lacks it. */
    SHA256_HEX {
        @Override
        String of(String nonce) {
            return HexFormat.of().formatHex(OneTimeSecret.sha256(nonce));
        }
    };

    abstract String of(String nonce);
}
