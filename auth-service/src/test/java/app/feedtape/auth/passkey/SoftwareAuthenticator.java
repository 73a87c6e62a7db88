package app.feedtape.auth.passkey;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A device with one P-256 key and the browser before it, written from the standard (WebAuthn 3, 6.1
 * and 6.5) byte by byte. What it says of itself can be bent, so that a test can lie.
 */
public final class SoftwareAuthenticator {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int USER_PRESENT = 0x01;
    private static final int USER_VERIFIED = 0x04;
    private static final int BACKUP_ELIGIBLE = 0x08;
    private static final int BACKED_UP = 0x10;
    private static final int ATTESTED = 0x40;

    private final KeyPair keys;
    private final byte[] credentialId = new byte[32];
    private byte[] userHandle = new byte[0];
    private long count;

    public String origin = "http://localhost:8080";
    public String rpId = "localhost";
    public boolean verifiesUser = true;
    public boolean counts = true;

    public SoftwareAuthenticator() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            keys = generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
        new SecureRandom().nextBytes(credentialId);
    }

    /** As if the device were a copy made when it had signed so often. */
    public void setCount(long signed) {
        count = signed;
    }

    /** A device that is asked by another account's name. */
    public void answerAs(byte[] handle) {
        userHandle = handle.clone();
    }

    /** {@code navigator.credentials.create} as JSON. */
    public String create(JsonNode options) {
        userHandle = decode(options.path("user").path("id").asString());
        byte[] authenticatorData = authenticatorData(flags() | ATTESTED, attestedData());
        ByteArrayOutputStream attestation = new ByteArrayOutputStream();
        attestation.write(0xa3);
        text(attestation, "fmt");
        text(attestation, "none");
        text(attestation, "attStmt");
        attestation.write(0xa0);
        text(attestation, "authData");
        bytes(attestation, authenticatorData);
        ObjectNode response = JSON.createObjectNode();
        response.put("clientDataJSON", encode(clientData("webauthn.create", options)));
        response.put("attestationObject", encode(attestation.toByteArray()));
        response.putArray("transports").add("internal").add("hybrid");
        return credential(response);
    }

    /** {@code navigator.credentials.get} as JSON. */
    public String get(JsonNode options) {
        byte[] clientData = clientData("webauthn.get", options);
        byte[] authenticatorData = authenticatorData(flags(), new byte[0]);
        ObjectNode response = JSON.createObjectNode();
        response.put("clientDataJSON", encode(clientData));
        response.put("authenticatorData", encode(authenticatorData));
        response.put("signature", encode(sign(concat(authenticatorData, sha256(clientData)))));
        response.put("userHandle", encode(userHandle));
        return credential(response);
    }

    private String credential(ObjectNode response) {
        ObjectNode credential = JSON.createObjectNode();
        credential.put("id", encode(credentialId));
        credential.put("rawId", encode(credentialId));
        credential.put("type", "public-key");
        credential.put("authenticatorAttachment", "platform");
        credential.set("response", response);
        credential.putObject("clientExtensionResults");
        return credential.toString();
    }

    private int flags() {
        return USER_PRESENT
                | (verifiesUser ? USER_VERIFIED : 0)
                | (counts ? 0 : BACKUP_ELIGIBLE | BACKED_UP);
    }

    private byte[] authenticatorData(int flags, byte[] more) {
        count += counts ? 1 : 0;
        byte[] head =
                ByteBuffer.allocate(37)
                        .put(sha256(rpId.getBytes(StandardCharsets.UTF_8)))
                        .put((byte) flags)
                        .putInt((int) count)
                        .array();
        return concat(head, more);
    }

    private byte[] attestedData() {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes(new byte[16]);
        data.write(0);
        data.write(credentialId.length);
        data.writeBytes(credentialId);
        ECPublicKey key = (ECPublicKey) keys.getPublic();
        data.writeBytes(new byte[] {(byte) 0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21});
        bytes(data, coordinate(key.getW().getAffineX()));
        data.write(0x22);
        bytes(data, coordinate(key.getW().getAffineY()));
        return data.toByteArray();
    }

    private byte[] clientData(String type, JsonNode options) {
        ObjectNode clientData = JSON.createObjectNode();
        clientData.put("type", type);
        clientData.put("challenge", options.path("challenge").asString());
        clientData.put("origin", origin);
        clientData.put("crossOrigin", false);
        return clientData.toString().getBytes(StandardCharsets.UTF_8);
    }

    private byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] padded = new byte[32];
        int taken = Math.min(bytes.length, 32);
        System.arraycopy(bytes, bytes.length - taken, padded, 32 - taken, taken);
        return padded;
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.write(0x60 + text.length());
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void bytes(ByteArrayOutputStream out, byte[] bytes) {
        out.write(0x58);
        out.write(bytes.length);
        out.writeBytes(bytes);
    }

    private static byte[] sha256(byte[] message) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(message);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] decode(String text) {
        return Base64.getUrlDecoder().decode(text);
    }
}
