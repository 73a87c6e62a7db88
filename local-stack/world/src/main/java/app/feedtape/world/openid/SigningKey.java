package app.feedtape.world.openid;

import app.feedtape.world.state.StateFile;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A provider's RS256 key, made when it is first needed and kept, so that tokens outlive a restart.
 */
final class SigningKey {

    private record Kept(String jwk) {}

    private final StateFile<Kept> file;
    private @Nullable RSAKey key;

    SigningKey(Path directory, String provider) {
        this.file = new StateFile<>(directory, provider + "-key.json", Kept.class);
    }

    String sign(JWTClaimsSet claims) {
        try {
            RSAKey signing = key();
            JWSHeader header =
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(signing.getKeyID())
                            .type(JOSEObjectType.JWT)
                            .build();
            SignedJWT token = new SignedJWT(header, claims);
            token.sign(new RSASSASigner(signing));
            return token.serialize();
        } catch (JOSEException failed) {
            throw new IllegalStateException("The provider could not sign", failed);
        }
    }

    Map<String, Object> publicKeys() {
        return new JWKSet(key()).toJSONObject(true);
    }

    private synchronized RSAKey key() {
        if (key == null) {
            key = file.load().map(SigningKey::parse).orElseGet(this::make);
        }
        return key;
    }

    private static RSAKey parse(Kept kept) {
        try {
            return RSAKey.parse(kept.jwk());
        } catch (ParseException damaged) {
            throw new IllegalStateException("The provider's kept key is damaged", damaged);
        }
    }

    private RSAKey make() {
        try {
            RSAKey made =
                    new RSAKeyGenerator(2048)
                            .keyUse(KeyUse.SIGNATURE)
                            .algorithm(JWSAlgorithm.RS256)
                            .keyIDFromThumbprint(true)
                            .generate();
            file.save(new Kept(made.toJSONString()));
            return made;
        } catch (JOSEException failed) {
            throw new IllegalStateException("The provider could not make a key", failed);
        }
    }
}
