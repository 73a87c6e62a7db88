package app.feedtape.web.problem;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that is answered with an error of the catalogue. The message is for the caller; the
 * cause, if any, is for the log alone. Carries no stack trace: refusing is ordinary work and must
 * stay cheap.
 */
public final class Refusal extends RuntimeException {

    private final ErrorCode code;
    private final transient Map<String, Object> details;
    private final transient Map<String, String> headers;

    Refusal(
            ErrorCode code,
            String message,
            Map<String, Object> details,
            Map<String, String> headers,
            @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.code = code;
        this.details = details;
        this.headers = headers;
    }

    /** What is wrong with one member of the request, as listed in {@code details.fields}. */
    public record Field(String field, String message) {}

    /** A 400 that names the members at fault. */
    public static Refusal invalid(String field, String message) {
        return ErrorCode.VALIDATION_FAILED
                .because(message)
                .with("fields", List.of(new Field(field, message)));
    }

    /** The same refusal with one more member in {@code details}; a null value is said as null. */
    public Refusal with(String member, @Nullable Object value) {
        Map<String, Object> more = new LinkedHashMap<>(details);
        more.put(member, value);
        return new Refusal(code, message(), more, headers, getCause());
    }

    /** The same refusal with a response header, such as {@code Retry-After}. */
    public Refusal withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Refusal(code, message(), details, more, getCause());
    }

    /** The same refusal remembering what led to it, for the log. */
    public Refusal causedBy(Throwable cause) {
        return new Refusal(code, message(), details, headers, cause);
    }

    public ErrorCode code() {
        return code;
    }

    /** What the caller is told. */
    public String message() {
        String message = getMessage();
        return message == null ? code.name() : message;
    }

    public Map<String, Object> details() {
        return details;
    }

    public Map<String, String> headers() {
        return headers;
    }
}
