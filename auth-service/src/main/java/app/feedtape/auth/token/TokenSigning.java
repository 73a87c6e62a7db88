package app.feedtape.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.springframework.stereotype.Component;

/** ES256, {@code typ} {@code at+jwt} (RFC 9068): the only kind of token this house signs. */
@Component
class TokenSigning {

    private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");

    private final Keyring keyring;

    TokenSigning(Keyring keyring) {
        this.keyring = keyring;
    }

    String sign(JWTClaimsSet claims) {
        ECKey pair = keyring.signing();
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .type(ACCESS_TOKEN)
                                .keyID(pair.getKeyID())
                                .build(),
                        claims);
        try {
            token.sign(new ECDSASigner(pair));
            return token.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
