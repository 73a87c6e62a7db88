package app.feedtape.localstack.launcher.settings;

import app.feedtape.localstack.engines.DatabaseBootstrap;
import app.feedtape.localstack.launcher.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Made at the first start, kept in a file that only its owner reads; nothing has a default anybody
 * could know.
 */
public final class Secrets {
    private static final int BYTES = 32;

    private final Map<String, String> values;

    private Secrets(Map<String, String> values) {
        this.values = values;
    }

    /** Reads what is there and makes what is missing. */
    public static Secrets in(Path data) {
        var file = data.resolve("secrets");
        try {
            Files.createDirectories(data);
            var values = read(file);
            int before = values.size();
            complete(values);
            if (values.size() > before) {
                write(file, values);
            }
            return new Secrets(values);
        } catch (IOException failure) {
            throw new Refused(
                    "Cannot write to %s: set FEEDTAPE_DATA to a folder you can write to."
                            .formatted(data),
                    failure);
        }
    }

    private static Map<String, String> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new TreeMap<>();
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.contains("="))
                .collect(
                        Collectors.toMap(
                                line -> line.substring(0, line.indexOf('=')),
                                line -> line.substring(line.indexOf('=') + 1),
                                (first, second) -> second,
                                TreeMap::new));
    }

    private static void complete(Map<String, String> values) {
        var random = new SecureRandom();
        values.computeIfAbsent("postgres", name -> word(random));
        values.computeIfAbsent("redis", name -> word(random));
        values.computeIfAbsent("github", name -> word(random));
        values.computeIfAbsent("google", name -> word(random));
        keyPair(values, "apple", "EC", 256);
        keyPair(values, "app-store", "EC", 256);
        keyPair(values, "play", "RSA", 2048);
        values.computeIfAbsent("operator", name -> word(random));
        values.computeIfAbsent("stripe-api-key", name -> "sk_test_" + letters(random));
        values.computeIfAbsent("stripe-webhook", name -> "whsec_" + letters(random));
        values.computeIfAbsent(
                "key-encryption", name -> Base64.getEncoder().encodeToString(bytes(random)));
        values.computeIfAbsent(
                "webhook-sealing", name -> Base64.getEncoder().encodeToString(bytes(random)));
        values.computeIfAbsent(
                "decision", name -> Base64.getEncoder().encodeToString(bytes(random)));
        DatabaseBootstrap.roles()
                .forEach(role -> values.computeIfAbsent("role." + role, name -> word(random)));
        for (Room room : Room.values()) {
            values.computeIfAbsent("service." + room.service(), name -> word(random));
        }
    }

    /**
     * Who calls Apple's sign-in, its store and Google's signs who they are; the local ones know the
     * public halves.
     */
    private static void keyPair(
            Map<String, String> values, String provider, String algorithm, int bits) {
        if (values.containsKey(provider + "-private-key")) {
            return;
        }
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            var pair = generator.generateKeyPair();
            var base64 = Base64.getEncoder();
            values.put(
                    provider + "-private-key",
                    base64.encodeToString(pair.getPrivate().getEncoded()));
            values.put(
                    provider + "-public-key", base64.encodeToString(pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void write(Path file, Map<String, String> values) throws IOException {
        var lines =
                values.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList();
        var beside =
                Files.createTempFile(
                        file.getParent(),
                        "secrets",
                        ".new",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.write(beside, lines);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static byte[] bytes(SecureRandom random) {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String word(SecureRandom random) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(random));
    }

    private static String letters(SecureRandom random) {
        return word(random).replaceAll("[-_]", "x");
    }

    public String get(String name) {
        var value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("No such secret: " + name);
        }
        return value;
    }

    public Map<String, String> databasePasswords() {
        return DatabaseBootstrap.roles().stream()
                .collect(Collectors.toMap(role -> role, role -> get("role." + role)));
    }

    /** As auth-service reads them: every service's and the operators' own. */
    public String forAuthService() {
        return Arrays.stream(Room.values())
                        .map(room -> room.service() + "=" + get("service." + room.service()))
                        .collect(Collectors.joining(","))
                + ",operator="
                + get("operator");
    }
}
