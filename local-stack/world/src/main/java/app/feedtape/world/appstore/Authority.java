package app.feedtape.world.appstore;

import app.feedtape.world.state.StateFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A root of our own with Apple's marks in the certificates below it: what it signs is right in
 * everything but whom one has to trust. Made once and kept, so that what was signed outlives a
 * restart.
 */
public final class Authority {

    private static final ASN1ObjectIdentifier LEAF_MARK =
            new ASN1ObjectIdentifier("1.2.840.113635.100.6.11.1");
    private static final ASN1ObjectIdentifier INTERMEDIATE_MARK =
            new ASN1ObjectIdentifier("1.2.840.113635.100.6.2.1");
    private static final String ROOT = "CN=FeedTape Local Store Root";

    /** The local clock may be years ahead. */
    private static final Duration LIFE = Duration.ofDays(40L * 365);

    private static final AtomicLong SERIAL = new AtomicLong(System.nanoTime());

    private record Kept(String rootKey, String root) {}

    private final KeyPair rootKeys;
    private final X509Certificate root;
    private final Instant from;
    private final Chain chain;

    private Authority(KeyPair rootKeys, X509Certificate root) {
        this.rootKeys = rootKeys;
        this.root = root;
        this.from = root.getNotBefore().toInstant();
        this.chain = issue(true, true, from.plus(LIFE));
    }

    /** One that nobody has heard of. */
    public static Authority unknown() {
        try {
            Instant from = Instant.parse("2025-01-01T00:00:00Z");
            KeyPair keys = keys();
            return new Authority(
                    keys, certificate(ROOT, keys, ROOT, keys, from, from.plus(LIFE), null, true));
        } catch (GeneralSecurityException | IOException | OperatorCreationException failed) {
            throw new IllegalStateException("No certificate could be made", failed);
        }
    }

    /** The one of this folder; its root is in {@link #rootFile}. */
    public static Authority in(Path directory) {
        StateFile<Kept> file = new StateFile<>(directory, "appstore-authority.json", Kept.class);
        Authority authority =
                file.load()
                        .map(Authority::parse)
                        .orElseGet(() -> {
                            Authority made = unknown();
                            file.save(made.keep());
                            return made;
                        });
        authority.write(rootFile(directory));
        return authority;
    }

    /** Where the root stands, for those who are to trust it. */
    public static Path rootFile(Path directory) {
        return directory.resolve("appstore-root.pem");
    }

    /** The chain everything is signed by. */
    public Chain chain() {
        return chain;
    }

    /** Another chain below the same root, right or wrong. */
    public Chain issue(boolean leafMark, boolean intermediateMark, Instant leafUntil) {
        try {
            KeyPair intermediateKeys = keys();
            KeyPair leafKeys = keys();
            String between = "CN=FeedTape Local Store Relations";
            X509Certificate intermediate =
                    certificate(
                            ROOT,
                            rootKeys,
                            between,
                            intermediateKeys,
                            from,
                            from.plus(LIFE),
                            intermediateMark ? INTERMEDIATE_MARK : null,
                            true);
            X509Certificate leaf =
                    certificate(
                            between,
                            intermediateKeys,
                            "CN=FeedTape Local Store Signing",
                            leafKeys,
                            from,
                            leafUntil,
                            leafMark ? LEAF_MARK : null,
                            false);
            return new Chain(List.of(leaf, intermediate, root), leafKeys.getPrivate());
        } catch (GeneralSecurityException | IOException | OperatorCreationException failed) {
            throw new IllegalStateException("No certificate could be made", failed);
        }
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509Certificate certificate(
            String issuer,
            KeyPair issuerKeys,
            String subject,
            KeyPair subjectKeys,
            Instant from,
            Instant until,
            @org.jspecify.annotations.Nullable ASN1ObjectIdentifier mark,
            boolean authority)
            throws GeneralSecurityException, CertIOException, OperatorCreationException {
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        new X500Name(issuer),
                        java.math.BigInteger.valueOf(SERIAL.incrementAndGet()),
                        Date.from(from),
                        Date.from(until),
                        new X500Name(subject),
                        subjectKeys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        if (mark != null) {
            builder.addExtension(mark, false, DERNull.INSTANCE);
        }
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(issuerKeys.getPrivate())));
    }

    private Kept keep() {
        try {
            Base64.Encoder base64 = Base64.getEncoder();
            return new Kept(
                    base64.encodeToString(rootKeys.getPrivate().getEncoded()),
                    base64.encodeToString(root.getEncoded()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Authority parse(Kept kept) {
        try {
            Base64.Decoder base64 = Base64.getDecoder();
            X509Certificate root =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(
                                            new ByteArrayInputStream(base64.decode(kept.root())));
            PrivateKey key =
                    KeyFactory.getInstance("EC")
                            .generatePrivate(
                                    new PKCS8EncodedKeySpec(base64.decode(kept.rootKey())));
            return new Authority(new KeyPair(root.getPublicKey(), key), root);
        } catch (GeneralSecurityException damaged) {
            throw new IllegalStateException(
                    "The kept root of the local App Store is damaged", damaged);
        }
    }

    private void write(Path file) {
        try {
            String pem =
                    "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                            .formatted(
                                    Base64.getMimeEncoder(64, new byte[] {'\n'})
                                            .encodeToString(root.getEncoded()));
            Files.writeString(file, pem);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
