package app.feedtape.voice;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * espeak-ng's library and data out of the jar that carries them; only these two, nothing else of
 * that jar is used.
 */
record VoiceFiles(Path library, Path dataParent) {
    private static final String COMPLETE = "complete";

    static VoiceFiles unpack(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path data = folder.resolve("espeak-ng-data");
        VoiceFiles files =
                new VoiceFiles(folder.resolve(System.mapLibraryName("espeak-ng")), folder);
        // Several voices start at once: the first unpacks, the others wait for it.
        try (FileChannel channel =
                        FileChannel.open(
                                folder.resolve("lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            if (!Files.exists(folder.resolve(COMPLETE))) {
                copyLibrary(files.library());
                copyData(data);
                Files.createFile(folder.resolve(COMPLETE));
            }
        }
        return files;
    }

    private static void copyLibrary(Path target) throws IOException {
        try (InputStream library = resource("/" + platform())) {
            Files.copy(library, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void copyData(Path data) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(resource("/espeak-ng-data.zip"))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = data.resolve(entry.getName()).normalize();
                if (!target.startsWith(data)) {
                    throw new IOException("Entry outside its folder: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(zip, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static InputStream resource(String name) throws IOException {
        InputStream stream = VoiceFiles.class.getResourceAsStream(name);
        if (stream == null) {
            throw new IOException("No local voice for this platform: " + name + " is missing");
        }
        return stream;
    }

    private static String platform() throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        if (system.contains("linux")) {
            return (arm ? "debian-arm64" : "debian-amd64") + "/libespeak-ng.so.1";
        }
        if (system.contains("mac")) {
            return (arm ? "macos-arm64" : "macos-amd64") + "/libespeak-ng.1.dylib";
        }
        throw new IOException("No local voice for " + system + "; set FEEDTAPE_VOICE=tone");
    }
}
