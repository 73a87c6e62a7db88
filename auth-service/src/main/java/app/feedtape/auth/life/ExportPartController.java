package app.feedtape.auth.life;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.ServiceCaller;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Where services hand in their parts of exports. */
@RestController
class ExportPartController {

    /** Compressed it is a fraction of this. */
    private static final int MOST_BYTES = 16 * 1024 * 1024;

    private static final Pattern FILE_NAME = Pattern.compile("[a-z0-9-]{1,40}\\.(opml|csv|txt)");

    private final DataExport export;
    private final JsonMapper json;

    ExportPartController(DataExport export, JsonMapper json) {
        this.export = export;
        this.json = json;
    }

    /**
     * A service's part: {@code {"data": {…}, "files": {"name.opml": "text"}}}, at most 16 MiB. The
     * same part again is 204 and changes nothing; 404 when nobody waits for it (any more), 403 for
     * another service's part, 413 and 400 for what is too large or no such thing.
     */
    @PutMapping("/internal/exports/{task}/{service}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void handIn(
            ServiceCaller caller,
            @PathVariable("task") UUID taskId,
            @PathVariable("service") String service,
            HttpServletRequest request)
            throws IOException {
        if (!caller.name().equals(service) || service.equals(PrivacyParts.OWN)) {
            throw ErrorCode.FORBIDDEN.because("This is another service's part.");
        }
        byte[] part = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (part.length > MOST_BYTES) {
            throw ErrorCode.PAYLOAD_TOO_LARGE.because("A part has at most 16 MiB.");
        }
        requirePart(part);
        if (!export.tryTake(taskId, service, part)) {
            throw ErrorCode.NOT_FOUND.because("There is nothing here.");
        }
    }

    private void requirePart(byte[] part) {
        JsonNode content;
        try {
            content = json.readTree(part);
        } catch (JacksonException unreadable) {
            throw ErrorCode.MALFORMED_REQUEST.because("This is not JSON.").causedBy(unreadable);
        }
        if (!content.path("data").isObject() || !content.path("files").isObject()) {
            throw Refusal.invalid("data", "An object of data and one of files are needed.");
        }
        content.path("files")
                .properties()
                .forEach(file -> {
                    if (!FILE_NAME.matcher(file.getKey()).matches()
                            || !file.getValue().isString()) {
                        throw Refusal.invalid("files", "This is not a name and a text.");
                    }
                });
    }
}
