package app.feedtape.localstack.launcher.supervisor;

import app.feedtape.localstack.launcher.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipFile;

/**
 * The folder of all layouts. Each is made beside its place and moved there in one step; older ones
 * of its name go.
 */
record LayoutShelf(Path path) {
    interface Making {
        void into(Path beside) throws IOException;
    }

    Path folder(String name, List<Path> jars, Making making) {
        var place = path.resolve(name + "-" + contentHash(name, jars));
        if (Files.isDirectory(place)) {
            return place;
        }
        try {
            Files.createDirectories(path);
            var beside = Files.createTempDirectory(path, "making-");
            making.into(beside);
            moveUnlessThere(beside, place);
            forgetOthers(name, place);
            return place;
        } catch (IOException failure) {
            throw new Refused(
                    "Cannot write to %s: set FEEDTAPE_DATA to a folder you can write to."
                            .formatted(path),
                    failure);
        }
    }

    /** The jars of some folders in a fixed order. */
    static List<Path> jarsIn(Path... folders) {
        var jars = new ArrayList<Path>();
        for (Path folder : folders) {
            try (var files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(jars::add);
            } catch (IOException missing) {
                throw new Refused(
                        "%s is not built: run ./mvnw -DskipTests package.".formatted(folder),
                        missing);
            }
        }
        return jars;
    }

    /**
     * From names and checksums of the entries, so that building the same sources again keeps what
     * was learnt.
     */
    private static String contentHash(String name, List<Path> jars) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (Path jar : jars) {
                try (var zip = new ZipFile(jar.toFile())) {
                    zip.stream()
                            .filter(entry -> !entry.isDirectory())
                            .forEach(entry ->
                                    digest.update(
                                            (entry.getName() + entry.getCrc() + "\n")
                                                    .getBytes(StandardCharsets.UTF_8)));
                }
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (IOException | NoSuchAlgorithmException unreadable) {
            throw new Refused(
                    "%s is not built: run ./mvnw -DskipTests package.".formatted(name), unreadable);
        }
    }

    private static void moveUnlessThere(Path beside, Path place) throws IOException {
        try {
            Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException lostTheRace) {
            if (!Files.isDirectory(place)) {
                throw lostTheRace;
            }
            delete(beside);
        }
    }

    private void forgetOthers(String name, Path place) throws IOException {
        try (var all = Files.list(path)) {
            for (Path other : all.toList()) {
                if (other.getFileName().toString().matches(name + "-[0-9a-f]{12}")
                        && !other.equals(place)) {
                    delete(other);
                }
            }
        }
    }

    static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path each : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
