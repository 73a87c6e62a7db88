package app.feedtape.localstack.engines;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Programs unpacked once per user into `FEEDTAPE_CACHE`, else `~/.cache/feedtape`. Each is unpacked
 * beside its place and moved there in one step, so two processes may do it at the same moment and
 * neither sees half of it.
 */
final class BinaryCache {
    private static final Set<java.nio.file.attribute.PosixFilePermission> PROGRAM =
            PosixFilePermissions.fromString("rwxr-xr-x");

    private BinaryCache() {}

    interface Unpacking {
        void into(Path folder) throws IOException;
    }

    static Path folder(String name, Unpacking unpacking) {
        var place = root().resolve(name);
        if (Files.isDirectory(place)) {
            return place;
        }
        try {
            Files.createDirectories(root());
            var beside = Files.createTempDirectory(root(), name + ".");
            Files.setPosixFilePermissions(beside, PROGRAM);
            unpacking.into(beside);
            moveUnlessThere(beside, place);
            return place;
        } catch (IOException failure) {
            throw new EngineException(
                    "Cannot unpack %s into %s: choose another folder with FEEDTAPE_CACHE."
                            .formatted(name, root()),
                    failure);
        }
    }

    private static Path root() {
        var chosen = System.getenv("FEEDTAPE_CACHE");
        return chosen == null || chosen.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "feedtape")
                : Path.of(chosen).toAbsolutePath();
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

    static void unpackTarXz(InputStream packed, Path folder) throws IOException {
        try (var tar =
                new TarArchiveInputStream(
                        new XZCompressorInputStream(new BufferedInputStream(packed)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, folder);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder)
            throws IOException {
        var target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("Entry outside of its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, target);
            if ((entry.getMode() & 0100) != 0) {
                Files.setPosixFilePermissions(target, PROGRAM);
            }
        }
    }

    static void copyProgram(InputStream program, Path target) throws IOException {
        Files.copy(program, target);
        Files.setPosixFilePermissions(target, PROGRAM);
    }

    static InputStream resource(String name) throws IOException {
        @Nullable InputStream found = BinaryCache.class.getResourceAsStream(name);
        if (found == null) {
            throw new IOException("Not on the class path: " + name);
        }
        return found;
    }

    /** The processor's name as the packagers write it. */
    static String architecture(String onX86, String onArm) {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> onX86;
            case "aarch64", "arm64" -> onArm;
            default ->
                    throw new EngineException(
                            "No engine binaries for %s: point FeedTape at running ones (FEEDTAPE_POSTGRES_URL, KAFKA_BOOTSTRAP_SERVERS, REDIS_URL)."
                                    .formatted(System.getProperty("os.arch")));
        };
    }

    static void delete(Path folder) {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
