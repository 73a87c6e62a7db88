package app.feedtape.gateway.document;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.io.ClassPathResource;

/** The files of the document. Read when they are first asked for, so that a start pays nothing. */
final class DocumentFiles {

    static final Set<String> BESIDE_THE_PAGE =
            Set.of("style.css", "feedtape.postman_collection.json", "schema.graphqls");

    private static final int TAG_BYTES = 16;
    private static final Map<String, String> TYPES =
            Map.of(
                    "json", "application/json",
                    "html", "text/html;charset=UTF-8",
                    "css", "text/css;charset=UTF-8",
                    "graphqls", "text/plain;charset=UTF-8");

    private final Map<String, File> read = new ConcurrentHashMap<>();

    /**
     * A file as it is answered.
     *
     * @param tag quoted, of its content
     */
    record File(byte[] content, String type, String tag) {}

    /** One of those that are there. */
    File get(String name) {
        return read.computeIfAbsent(name, DocumentFiles::read);
    }

    private static File read(String name) {
        try (InputStream file = new ClassPathResource("document/" + name).getInputStream()) {
            byte[] content = file.readAllBytes();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
            if (type == null) {
                throw new IllegalStateException("No type for " + name);
            }
            return new File(
                    content, type, '"' + HexFormat.of().formatHex(digest, 0, TAG_BYTES) + '"');
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
