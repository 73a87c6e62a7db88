package app.feedtape.world.appstore;

import app.feedtape.world.web.Json;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.util.Base64;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Certificates from the one that signs to the root, and the key of the first. */
public record Chain(List<X509Certificate> certificates, PrivateKey key) {

    /** A compact JWS with the chain in its header, as Apple signs everything. */
    public String sign(Object payload) {
        return sign(Json.MAPPER.writeValueAsString(payload), certificates);
    }

    /** The same with other certificates shown. */
    public String sign(String payload, List<X509Certificate> shown) {
        try {
            List<Base64> encoded = new ArrayList<>();
            for (X509Certificate certificate : shown) {
                encoded.add(Base64.encode(certificate.getEncoded()));
            }
            JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.ES256);
            JWSObject signed =
                    new JWSObject(
                            (shown.isEmpty() ? header : header.x509CertChain(encoded)).build(),
                            new Payload(payload));
            signed.sign(new ECDSASigner(key, Curve.P_256));
            return signed.serialize();
        } catch (JOSEException | CertificateEncodingException failed) {
            throw new IllegalStateException("The local App Store could not sign", failed);
        }
    }
}
